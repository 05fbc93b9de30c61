package io.github.httppool.benchmarks.load;

import java.net.URI;
import java.time.Duration;

import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Latencies;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.Variant;
import org.HdrHistogram.Histogram;

/**
 * A JVM that does nothing but load the server with one client: warms up, then measures
 * second by second until enough of them were quiet. A second counts as quiet when
 * {@link NoisyNeighbours} have used less than a tenth of a core in it, however the client
 * did. Without enough quiet seconds all of them are taken, and the measurement says so.
 */
public final class LoadProcess {

	static final String MEASUREMENT = "measurement";

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final Load load;

	private final NoisyNeighbours neighbours;

	private final Window quiet = new Window();

	private final Window all = new Window();

	private LoadProcess(Load load, NoisyNeighbours neighbours) {
		this.load = load;
		this.neighbours = neighbours;
	}

	public static void main(String[] args) {
		Variant variant = Variant.of(args[0]);
		NoisyNeighbours neighbours = new NoisyNeighbours(Long.parseLong(args[2]));
		Duration warmUp = Duration.ofSeconds(Long.parseLong(args[3]));
		try (ClientApplication application = new ClientApplication(variant, URI.create(args[1]))) {
			Load load = Load.of(variant, application);
			load.run(warmUp);
			application.verifyUse(HttpPool.DEFAULT);
			LoadProcess process = new LoadProcess(load, neighbours);
			Measurement measurement = process.measure(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
			System.out.println(MEASUREMENT + " " + measurement);
		}
		System.exit(0);
	}

	private Measurement measure(int window, int patience) {
		while (this.quiet.seconds < window && this.all.seconds < window + patience) {
			second();
		}
		boolean enough = this.quiet.seconds == window;
		return (enough ? this.quiet : this.all).measurement(!enough);
	}

	private void second() {
		long neighboursBefore = this.neighbours.cpuNanos();
		CpuCost before = CpuCost.now();
		Histogram latencies = this.load.run(SECOND);
		CpuCost cost = CpuCost.now().minus(before);
		long neighboursUsed = this.neighbours.cpuNanos() - neighboursBefore;
		this.all.add(latencies, cost);
		if (NoisyNeighbours.areQuiet(neighboursUsed, cost.wallNanos())) {
			this.quiet.add(latencies, cost);
		}
	}

	/**
	 * Seconds that count together.
	 */
	private static final class Window {

		private final Histogram latencies = Latencies.histogram();

		private CpuCost cost = CpuCost.NONE;

		private int seconds;

		void add(Histogram second, CpuCost cost) {
			this.latencies.add(second);
			this.cost = this.cost.plus(cost);
			this.seconds++;
		}

		Measurement measurement(boolean disturbed) {
			return Measurement.of(this.latencies, this.cost, disturbed);
		}

	}

}
