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
 * The last connection is released as the pool, which drains, is taken back into use.
 */
@JCStressTest
@Outcome(id = "SERVED, RUNNING, 1 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The lease ended first.")
@Outcome(id = "SERVED, RUNNING, 0 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was taken back first: the call had not ended in the drain.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ResumeAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	public ResumeAndRelease() {
		this.pool.takeOut();
	}

	@Actor
	public void release() {
		this.holder.release();
	}

	@Actor
	public void resume() {
		this.pool.resume();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.holder.answer();
		result.r2 = this.pool.drained();
		result.r3 = this.pool.audit();
	}

}
