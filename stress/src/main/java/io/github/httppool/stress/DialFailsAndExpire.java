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
 * A dial fails as the caller that it was for has waited too long.
 */
@JCStressTest
@Outcome(id = "UNREACHABLE, sound", expect = Expect.ACCEPTABLE, desc = "The dial had failed first.")
@Outcome(id = "TIMED_OUT, sound", expect = Expect.ACCEPTABLE, desc = "The time was over first.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DialFailsAndExpire {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void fail() {
		this.pool.refuseDial();
	}

	@Actor
	public void expire() {
		this.pool.expireCallers();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
