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
 * A connection is released as the pool is taken out of use.
 */
@JCStressTest
@Outcome(id = "SERVED, DRAINED, 1 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The drain began first and hears of the end of the last lease.")
@Outcome(id = "SERVED, DRAINED, 0 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The lease had ended before.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DrainAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

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
		result.r1 = this.holder.answer();
		result.r2 = this.pool.drained();
		result.r3 = this.pool.audit();
	}

}
