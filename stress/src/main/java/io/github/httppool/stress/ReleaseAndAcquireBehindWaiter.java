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
 * The only connection is released, for which one caller waits, as another one comes.
 */
@JCStressTest
@Outcome(id = "SERVED, WAITS, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection goes to the caller that came first.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ReleaseAndAcquireBehindWaiter {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	private final Caller newcomer = this.pool.caller();

	@Actor
	public void release() {
		this.holder.release();
	}

	@Actor
	public void acquire() {
		this.newcomer.acquire();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.newcomer.answer();
		result.r3 = this.pool.audit();
	}

}
