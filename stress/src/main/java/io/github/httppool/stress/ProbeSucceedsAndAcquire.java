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
 * A probe succeeds as another caller comes.
 */
@JCStressTest
@Outcome(id = "SERVED, WAITS, sound", expect = Expect.ACCEPTABLE, desc = "The probe is for the caller that came first.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ProbeSucceedsAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials().backOff();

	private final Caller first = this.pool.acquired();

	private final Caller caller = this.pool.endPause().caller();

	@Actor
	public void succeed() {
		this.pool.answerDial();
	}

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.first.answer();
		result.r2 = this.caller.answer();
		result.r3 = this.pool.audit();
	}

}
