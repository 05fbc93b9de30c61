package io.github.httppool.benchmarks.rate;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.OpenLoad;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Timeline;
import io.github.httppool.benchmarks.harness.Timetable;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * A JVM that makes calls with one client, at one rate after the other. Of each rate the
 * calls that count are those due in seconds in which {@link NoisyNeighbours} were quiet;
 * without enough of these all of them count, and the measurement says so.
 */
public final class RateProcess {

	static final String MEASUREMENT = "measurement";

	/** Enough for a stall of 66 ms at 3,000 calls per second; as many as Tomcat has. */
	private static final int CALLERS = 200;

	private static final Duration COLD_START = Duration.ofSeconds(5);

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final Variant variant;

	private final ClientApplication application;

	private final NoisyNeighbours neighbours;

	private final RatePlan plan;

	private final long seed;

	private RateProcess(Variant variant, ClientApplication application, NoisyNeighbours neighbours, RatePlan plan,
			long seed) {
		this.variant = variant;
		this.application = application;
		this.neighbours = neighbours;
		this.plan = plan;
		this.seed = seed;
	}

	public static void main(String[] args) throws Exception {
		Variant variant = Variant.of(args[0]);
		NoisyNeighbours neighbours = new NoisyNeighbours(Long.parseLong(args[2]));
		RatePlan plan = RatePlan.of(Options.parse(args, 4));
		try (ClientApplication application = new ClientApplication(variant, URI.create(args[1]))) {
			RateProcess process = new RateProcess(variant, application, neighbours, plan, Long.parseLong(args[3]));
			process.warmUp();
			application.verifyUse(HttpPool.DEFAULT);
			for (int rate : plan.rates()) {
				System.out.println(MEASUREMENT + " " + process.measure(rate));
			}
		}
		System.exit(0);
	}

	/**
	 * Begins at the lowest rate, as a JVM that has only just started may not hold the
	 * highest one.
	 */
	private void warmUp() throws InterruptedException {
		warmUp(this.plan.lowestRate(), COLD_START);
		warmUp(this.plan.highestRate(), this.plan.warmUp());
	}

	private void warmUp(int rate, Duration duration) throws InterruptedException {
		int seconds = (int) duration.toSeconds();
		Timeline timeline = Timeline.soon(seconds);
		OpenLoad load = load(timetable(rate, timeline, seconds), timeline);
		load.begin();
		load.await(OpenLoad.LAST_CALLS);
		timeline.tellErrors();
	}

	private RateMeasurement measure(int rate) throws InterruptedException {
		Timeline timeline = Timeline.soon(this.plan.longest());
		Timetable timetable = timetable(rate, timeline, this.plan.longest());
		OpenLoad load = load(timetable, timeline);
		load.begin();
		List<Second> seconds = watch(timeline);
		timetable.endAt(timeline.begin(seconds.size()));
		load.await(OpenLoad.LAST_CALLS);
		boolean enough = quiet(seconds) == this.plan.window();
		List<Second> counted = enough ? seconds.stream().filter(Second::quiet).toList() : seconds;
		return RateMeasurement.of(rate, timeline.sum(counted.stream().mapToInt(Second::number)),
				counted.stream().mapToLong(Second::cpuNanos).sum(), !enough);
	}

	private Timetable timetable(int rate, Timeline timeline, int seconds) {
		return new Timetable(timeline.begin(0), Duration.ofSeconds(seconds), this.plan.arrivals(rate, this.seed));
	}

	private OpenLoad load(Timetable timetable, Timeline timeline) {
		return OpenLoad.of(this.variant, this.application, this.plan.answerTime().path(), CALLERS, timetable, timeline);
	}

	/**
	 * Watches one second after the other, until enough of them were quiet or time is up.
	 */
	private List<Second> watch(Timeline timeline) {
		List<Second> seconds = new ArrayList<>();
		while (quiet(seconds) < this.plan.window() && seconds.size() < this.plan.longest()) {
			seconds.add(watch(timeline, seconds.size()));
		}
		return seconds;
	}

	private Second watch(Timeline timeline, int number) {
		Timetable.sleepUntil(timeline.begin(number));
		long cpuBefore = this.system.getProcessCpuTime();
		boolean quiet = this.neighbours.areQuietUntil(timeline.begin(number + 1));
		return new Second(number, this.system.getProcessCpuTime() - cpuBefore, quiet);
	}

	private static long quiet(List<Second> seconds) {
		return seconds.stream().filter(Second::quiet).count();
	}

	/**
	 * What was seen in a second.
	 *
	 * @param number its place in the timeline
	 * @param cpuNanos CPU time of this JVM
	 * @param quiet whether other processes were
	 */
	private record Second(int number, long cpuNanos, boolean quiet) {
	}

}
