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
 * A caller comes as the pool, which is drained, is taken back into use.
 */
@JCStressTest
@Outcome(id = "SERVED, RUNNING, 0 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was taken back first.")
@Outcome(id = "REFUSED, RUNNING, 0 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller came first.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ResumeAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).takeOut();

	private final Caller caller = this.pool.caller();

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Actor
	public void resume() {
		this.pool.resume();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		this.caller.release();
		result.r1 = this.caller.answer();
		result.r2 = this.pool.drained();
		result.r3 = this.pool.audit();
	}

}
