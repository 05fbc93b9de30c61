package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/**
 * A client, or a floor, that is ready to load the server, and what it costs.
 */
interface Load extends AutoCloseable {

	/**
	 * Runs the load. Fails with the first call that fails.
	 * @param duration time after which no other call is started
	 * @return the calls
	 */
	Calls run(Duration duration) throws IOException, InterruptedException;

	/**
	 * Fails unless the calls went the way that is to be measured.
	 * @param calls how many there were up to now
	 */
	void verify(long calls);

	/**
	 * Returns what it has cost up to now.
	 */
	default CpuCost cost() {
		return CpuCost.ofThisProcess();
	}

	/**
	 * Returns what its event loops have used up to now.
	 */
	default LoopTimes loops() {
		return LoopTimes.ofThisProcess();
	}

	/**
	 * Returns the CPU time that other processes than this one have used for the load up
	 * to now.
	 */
	default long cpuNanosOutside() {
		return 0;
	}

	@Override
	void close();

}
