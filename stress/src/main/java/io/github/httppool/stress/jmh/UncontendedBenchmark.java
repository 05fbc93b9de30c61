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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One thread acquires and releases: an idle connection, or one that a caller waits for.
 * An operation is one lease from its beginning to its end.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class UncontendedBenchmark {

	private final PoolUnderStress idle = PoolUnderStress.withoutListeners(1).open(1);

	private final PoolUnderStress busy = PoolUnderStress.withoutListeners(1).open(1);

	private Caller holder = holder();

	private Caller holder() {
		Caller caller = this.busy.untracked();
		caller.acquire();
		return caller;
	}

	/**
	 * The connection is idle.
	 * @return how the caller has fared
	 */
	@Benchmark
	public Answer idle() {
		Caller caller = this.idle.untracked();
		caller.acquire();
		caller.release();
		return caller.answer();
	}

	/**
	 * The next caller waits already when the connection is released, and is handed it.
	 * @return how the next caller has fared
	 */
	@Benchmark
	public Answer waiter() {
		Caller next = this.busy.untracked();
		next.acquire();
		this.holder.release();
		this.holder = next;
		return next.answer();
	}

}
