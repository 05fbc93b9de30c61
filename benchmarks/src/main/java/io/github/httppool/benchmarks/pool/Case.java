package io.github.httppool.benchmarks.pool;

import io.github.httppool.benchmarks.harness.JavaProcess;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one JVM measures.
 *
 * @param method a method of {@link AcquireAndRelease}
 * @param listening who hears of the leases
 * @param locks how many locks there are
 * @param hosts how many hosts
 * @param threads how many threads
 */
record Case(String method, Listening listening, int locks, int hosts, int threads) {

	private static final String CALL = "call";

	private static final String CALLER_ALONE = "callerAlone";

	private static final String LOCK_ALONE = "lockAlone";

	static Case ofPool(Listening listening, int hosts, int threads) {
		return new Case(CALL, listening, 1, hosts, threads);
	}

	static Case withLocks(int locks, int hosts, int threads) {
		return new Case(CALL, Listening.NONE, locks, hosts, threads);
	}

	static Case callerAlone() {
		return new Case(CALLER_ALONE, Listening.NONE, 1, 1, 1);
	}

	static Case lockAlone(int threads) {
		return new Case(LOCK_ALONE, Listening.NONE, 1, 1, threads);
	}

	/**
	 * Measures it, in seconds of which each counts by itself.
	 */
	Cost measure(int warmUpSeconds, int seconds) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder()
			.include("%s\\.%s$".formatted(AcquireAndRelease.class.getName().replace(".", "\\."), this.method))
			.param("hosts", Integer.toString(this.hosts))
			.param("listening", this.listening.name())
			.param("locks", Integer.toString(this.locks))
			.threads(this.threads)
			.forks(1)
			.warmupIterations(warmUpSeconds)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(seconds)
			.measurementTime(TimeValue.seconds(1))
			.jvmArgsPrepend(JavaProcess.jvmArguments().toArray(String[]::new))
			.addProfiler("gc")
			.addProfiler(NeighboursProfiler.class)
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
		RunResult result = new Runner(options.build()).runSingle();
		return Cost.of(result);
	}

	@Override
	public String toString() {
		return "%s, %s, locks: %d, hosts: %,d, threads: %d".formatted(this.method, this.listening.title(), this.locks,
				this.hosts, this.threads);
	}

}
