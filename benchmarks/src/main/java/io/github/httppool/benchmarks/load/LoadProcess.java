package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.Options;

/**
 * A JVM that does nothing but load the server with one {@link Subject}: warms up, then
 * measures second by second until enough of them were quiet. A second counts as quiet
 * when {@link NoisyNeighbours} have used less than a tenth of a core in it, however the
 * client did. Without enough quiet seconds all of them are taken, and the measurement
 * says so.
 */
public final class LoadProcess {

	static final String MEASUREMENT = "measurement";

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final Load load;

	private final NoisyNeighbours neighbours;

	private Window quiet = Window.EMPTY;

	private Window all = Window.EMPTY;

	private LoadProcess(Load load, NoisyNeighbours neighbours) {
		this.load = load;
		this.neighbours = neighbours;
	}

	/**
	 * Measures.
	 * @param args the subject, the server and its process, and the options of the
	 * benchmark
	 */
	public static void main(String[] args) throws Exception {
		Subject subject = Subject.of(args[0]);
		NoisyNeighbours neighbours = new NoisyNeighbours(Long.parseLong(args[2]));
		Options options = Options.parse(args, 3);
		try (Load load = subject.start(LoadSettings.of(URI.create(args[1]), options))) {
			load.verify(load.run(Duration.ofSeconds(options.number("warm-up", 25))).count());
			Measurement measurement = new LoadProcess(load, neighbours).measure(options.number("window", 8),
					options.number("patience", 20));
			System.out.println(MEASUREMENT + " " + measurement);
		}
		System.exit(0);
	}

	private Measurement measure(int window, int patience) throws IOException, InterruptedException {
		while (this.quiet.seconds < window && this.all.seconds < window + patience) {
			second();
		}
		boolean enough = this.quiet.seconds == window;
		return (enough ? this.quiet : this.all).measurement(!enough);
	}

	private void second() throws IOException, InterruptedException {
		long neighboursBefore = neighboursCpuNanos();
		LoopTimes loopsBefore = this.load.loops();
		CpuCost before = this.load.cost();
		Calls calls = this.load.run(SECOND);
		CpuCost cost = this.load.cost().minus(before);
		LoopTimes loops = this.load.loops().minus(loopsBefore);
		long neighboursUsed = neighboursCpuNanos() - neighboursBefore;
		this.all = this.all.plus(calls, cost, loops);
		if (NoisyNeighbours.areQuiet(neighboursUsed, cost.wallNanos())) {
			this.quiet = this.quiet.plus(calls, cost, loops);
		}
	}

	private long neighboursCpuNanos() {
		return this.neighbours.cpuNanos() - this.load.cpuNanosOutside();
	}

	/**
	 * Seconds that count together.
	 */
	private record Window(int seconds, Calls calls, CpuCost cost, LoopTimes loops) {

		static final Window EMPTY = new Window(0, Calls.none(), CpuCost.NONE, LoopTimes.NONE);

		Window plus(Calls calls, CpuCost cost, LoopTimes loops) {
			return new Window(this.seconds + 1, this.calls.plus(calls), this.cost.plus(cost), this.loops.plus(loops));
		}

		Measurement measurement(boolean disturbed) {
			return Measurement.of(this.calls, this.cost, this.loops, disturbed);
		}

	}

}
