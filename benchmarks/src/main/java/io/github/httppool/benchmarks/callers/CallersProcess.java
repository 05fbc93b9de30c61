package io.github.httppool.benchmarks.callers;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.ClientConnections;
import io.github.httppool.benchmarks.harness.DueCalls;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.OpenLoad;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Timeline;
import io.github.httppool.benchmarks.harness.Timetable;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * A JVM in which more and more callers call with one client. Looks every second at what
 * the client holds, and prints a line for each second and for each step when all calls
 * have ended.
 */
public final class CallersProcess {

	static final String SECOND = "second";

	static final String STEP = "step";

	private static final int PROGRESS_SECONDS = 15;

	private final Variant variant;

	private final ClientApplication application;

	private final ClientConnections connections;

	private final NoisyNeighbours neighbours;

	private final CallersPlan plan;

	private CallersProcess(Variant variant, ClientApplication application, ClientConnections connections,
			NoisyNeighbours neighbours, CallersPlan plan) {
		this.variant = variant;
		this.application = application;
		this.connections = connections;
		this.neighbours = neighbours;
		this.plan = plan;
	}

	public static void main(String[] args) throws Exception {
		Variant variant = Variant.of(args[0]);
		URI server = URI.create(args[1]);
		NoisyNeighbours neighbours = new NoisyNeighbours(Long.parseLong(args[2]));
		CallersPlan plan = CallersPlan.of(Options.parse(args, 3));
		try (ClientApplication application = new ClientApplication(variant, server)) {
			CallersProcess process = new CallersProcess(variant, application, new ClientConnections(server.getPort()),
					neighbours, plan);
			process.warmUp();
			application.verifyUse(HttpPool.DEFAULT);
			process.run();
		}
		System.exit(0);
	}

	private void warmUp() throws InterruptedException {
		int seconds = (int) this.plan.warmUp().toSeconds();
		Timeline timeline = Timeline.soon(seconds);
		OpenLoad load = load(this.plan.mostCallers(), timeline, 0, seconds);
		load.begin();
		load.await(OpenLoad.LAST_CALLS);
		timeline.tellErrors();
	}

	private void run() throws InterruptedException {
		Timeline timeline = Timeline.soon(this.plan.seconds());
		List<OpenLoad> steps = IntStream.range(0, this.plan.steps()).mapToObj((step) -> load(step, timeline)).toList();
		List<Observation> observations = new ArrayList<>();
		steps.get(0).begin();
		for (int second = 0; second < this.plan.seconds(); second++) {
			Timetable.sleepUntil(timeline.begin(second));
			if (this.plan.isLastOfStep(second) && second + 1 < this.plan.seconds()) {
				steps.get(this.plan.stepAt(second + 1)).begin();
			}
			boolean quiet = this.neighbours.areQuietUntil(timeline.begin(second + 1));
			observations.add(new Observation(Holdings.now(this.connections), quiet));
			if (observations.size() % PROGRESS_SECONDS == 0) {
				tellProgress(observations, timeline);
			}
		}
		for (OpenLoad step : steps) {
			step.await(OpenLoad.LAST_CALLS);
		}
		print(timeline, observations);
	}

	private OpenLoad load(int step, Timeline timeline) {
		return load(this.plan.callers().get(step), timeline, this.plan.firstSecond(step), this.plan.stepSeconds());
	}

	private OpenLoad load(int callers, Timeline timeline, int firstSecond, int seconds) {
		Timetable timetable = new Timetable(timeline.begin(firstSecond), Duration.ofSeconds(seconds),
				Arrivals.ofCallers(callers, this.plan.interval(), callers));
		return OpenLoad.of(this.variant, this.application, this.plan.answerTime().path(), callers, timetable, timeline);
	}

	private void tellProgress(List<Observation> observations, Timeline timeline) {
		int last = observations.size() - 1;
		// The calls of the last second may be under way.
		DueCalls calls = timeline.sum(IntStream.range(observations.size() - PROGRESS_SECONDS, last));
		Holdings holdings = observations.get(last).holdings();
		System.err.printf(
				"  %d of %d s, %,d callers: p99 %.1f ms, errors or under way %d, descriptors %d, connections %d%n",
				observations.size(), this.plan.seconds(), callersAt(last), calls.latencyNanos(99) / 1e6, calls.errors(),
				holdings.descriptors(), holdings.connections());
	}

	private int callersAt(int second) {
		return this.plan.callers().get(this.plan.stepAt(second));
	}

	private void print(Timeline timeline, List<Observation> observations) {
		for (int second = 0; second < this.plan.seconds(); second++) {
			Observation observation = observations.get(second);
			System.out.println(SECOND + " "
					+ Second
						.of(second, callersAt(second), timeline.second(second), observation.holdings(),
								observation.quiet())
						.toCsv());
		}
		for (int step = 0; step < this.plan.steps(); step++) {
			int first = this.plan.firstSecond(step);
			DueCalls calls = timeline.sum(IntStream.range(first, first + this.plan.stepSeconds()));
			System.out.println(STEP + " " + Step.of(this.plan.callers().get(step), calls));
		}
	}

	private record Observation(Holdings holdings, boolean quiet) {
	}

}
