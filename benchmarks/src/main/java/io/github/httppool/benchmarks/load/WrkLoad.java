package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

import io.github.httppool.benchmarks.floor.Wrk;
import io.github.httppool.benchmarks.floor.WrkResult;
import io.github.httppool.benchmarks.harness.ChildProcesses;

/**
 * Requests of {@link Wrk}, a process of its own for each run.
 */
final class WrkLoad implements Load {

	private final Wrk wrk;

	WrkLoad(LoadSettings settings) throws IOException {
		this.wrk = new Wrk(settings.uri(), settings.callers());
	}

	@Override
	public Calls run(Duration duration) throws IOException, InterruptedException {
		WrkResult result = this.wrk.run(duration);
		return new Calls(result.requests(), result.latencies());
	}

	@Override
	public void verify(long calls) {
		if (cost().cpuNanos() == 0) {
			throw new IllegalStateException("The CPU time of wrk is not known");
		}
	}

	@Override
	public CpuCost cost() {
		return CpuCost.ofEndedChildren();
	}

	@Override
	public long cpuNanosOutside() {
		return ChildProcesses.endedCpuNanos();
	}

	@Override
	public void close() {
		// Each run has ended its process.
	}

}
