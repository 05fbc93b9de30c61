package io.github.httppool.stress;

import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LIL_Result;

/**
 * The pause between two dials ends as the caller is cancelled that waits for it.
 */
@JCStressTest
@Outcome(id = "LEFT_QUEUE, 0, sound", expect = Expect.ACCEPTABLE, desc = "The caller had left: nobody wants a probe.")
@Outcome(id = "LEFT_QUEUE, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The probe had begun: its connection is for the next caller.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class PauseEndsAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials().backOff();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void endPause() {
		this.pool.endPause();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	@Arbiter
	public void arbiter(LIL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.dialing();
		result.r3 = this.pool.audit();
	}

}
