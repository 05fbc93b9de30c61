package io.github.httppool.benchmarks.pool;

import java.util.Collection;
import java.util.List;

import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Counts the iterations of a JMH benchmark during which other processes used more than a
 * tenth of a core.
 */
public final class NeighboursProfiler implements InternalProfiler {

	static final String DISTURBED = "disturbed";

	private final NoisyNeighbours neighbours = new NoisyNeighbours();

	private long cpuBefore;

	private long wallBefore;

	@Override
	public String getDescription() {
		return "Iterations that other processes have disturbed";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.cpuBefore = this.neighbours.cpuNanos();
		this.wallBefore = System.nanoTime();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		boolean quiet = NoisyNeighbours.areQuiet(this.neighbours.cpuNanos() - this.cpuBefore,
				System.nanoTime() - this.wallBefore);
		return List.of(new ScalarResult(DISTURBED, quiet ? 0 : 1, "iterations", AggregationPolicy.SUM));
	}

}
