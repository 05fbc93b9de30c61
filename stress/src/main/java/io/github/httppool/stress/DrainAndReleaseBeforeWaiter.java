package io.github.httppool.stress;

import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A connection is released, for which a caller waits, as the pool is taken out of use.
 */
@JCStressTest
@Outcome(id = "SERVED, DRAINED, 2 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The drain began first: the caller is served all the same.")
@Outcome(id = "SERVED, DRAINED, 1 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller had the connection when the drain began.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DrainAndReleaseBeforeWaiter {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void release() {
		this.holder.release();
	}

	@Actor
	public void takeOut() {
		this.pool.takeOut();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		this.waiter.release();
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.drained();
		result.r3 = this.pool.audit();
	}

}
