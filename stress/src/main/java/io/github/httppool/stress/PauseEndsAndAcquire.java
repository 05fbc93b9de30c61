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
 * The pause between two dials ends as a caller comes.
 */
@JCStressTest
@Outcome(id = "WAITS, 1, sound", expect = Expect.ACCEPTABLE, desc = "One probe is dialed, in either order.")
@Outcome(id = "WAITS, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The alarm rang before the caller waited, who had read the time before: it is set again.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class PauseEndsAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(2).holdDials().backOff();

	private final Caller caller = this.pool.caller();

	@Actor
	public void endPause() {
		this.pool.endPause();
	}

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Arbiter
	public void arbiter(LIL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.dialing();
		result.r3 = this.pool.audit();
	}

}
