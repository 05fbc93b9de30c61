package io.github.httppool.stress;

import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A dial fails as the caller is cancelled that it was for.
 */
@JCStressTest
@Outcome(id = "UNREACHABLE, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was told before its cancel was heard.")
@Outcome(id = "LEFT_QUEUE, sound", expect = Expect.ACCEPTABLE, desc = "The caller has left, and nobody is told.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DialFailsAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void fail() {
		this.pool.refuseDial();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
