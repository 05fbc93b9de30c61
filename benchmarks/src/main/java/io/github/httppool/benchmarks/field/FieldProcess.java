package io.github.httppool.benchmarks.field;

import java.net.URI;

import io.github.httppool.benchmarks.harness.ChildProcesses;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.Options;

/**
 * One side of one experiment.
 */
public final class FieldProcess {

	/** How much other processes used meanwhile, in cores. */
	static final String NEIGHBOURS = "neighbours";

	private FieldProcess() {
	}

	/**
	 * Runs it.
	 * @param args URI and process id of the server, number of the problem, side, options
	 */
	public static void main(String[] args) throws Exception {
		Experiment experiment = (Experiment) Problems.of(Integer.parseInt(args[2]));
		Recorder recorder = new Recorder();
		NoisyNeighbours neighbours = new NoisyNeighbours(Long.parseLong(args[1]));
		long begin = System.nanoTime();
		long cpuBefore = cpuNanos(neighbours);
		experiment.run(new Stage(Side.valueOf(args[3]), new FieldUpstream(URI.create(args[0])), recorder,
				Options.parse(args, 4)));
		long cpuUsed = cpuNanos(neighbours) - cpuBefore;
		recorder.figure(NEIGHBOURS, cpuUsed / (double) (System.nanoTime() - begin));
		System.exit(0);
	}

	/**
	 * Processes that the experiment itself starts and ends are no neighbours.
	 */
	private static long cpuNanos(NoisyNeighbours neighbours) {
		return neighbours.cpuNanos() - ChildProcesses.endedCpuNanos();
	}

}
