package io.github.httppool.stress.jmh;

import java.util.concurrent.TimeUnit;

import io.github.httppool.stress.Answer;
import io.github.httppool.stress.PoolUnderStress;
import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Threads contend for connections, fewer than there are threads or more. A thread whose
 * caller waits parks, as a blocking client does. An operation is one lease from its
 * beginning to its end.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContendedBenchmark {

	/** About a microsecond. */
	private static final int SPINS = 100;

	/** How many connections there are. */
	@Param({ "1", "8" })
	public int connections;

	private PoolUnderStress pool;

	/**
	 * Opens all connections.
	 */
	@Setup
	public void open() {
		this.pool = PoolUnderStress.withoutListeners(this.connections).open(this.connections);
	}

	/**
	 * Two threads contend.
	 * @return how the caller has fared
	 */
	@Benchmark
	@Threads(2)
	public Answer twoThreads() {
		return acquireAndRelease();
	}

	/**
	 * Four threads contend.
	 * @return how the caller has fared
	 */
	@Benchmark
	@Threads(4)
	public Answer fourThreads() {
		return acquireAndRelease();
	}

	private Answer acquireAndRelease() {
		Caller caller = this.pool.untracked();
		caller.acquire();
		caller.await(SPINS);
		caller.release();
		return caller.answer();
	}

}
