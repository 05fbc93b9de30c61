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
 * A caller that waits for no probe comes as the pause between two dials ends.
 */
@JCStressTest
@Outcome(id = "UNREACHABLE, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The alarm rang before the caller had left word: it is set again.")
@Outcome(id = "UNREACHABLE, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was turned away, and the host is probed without it.")
@Outcome(id = "WAITS, 1, sound", expect = Expect.ACCEPTABLE, desc = "The pause was over: its own dial is the probe.")
@Outcome(id = "TIMED_OUT, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "Its own dial was the probe, and its time was over with the pause.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class TurnAwayAndPauseEnds {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials().backOff();

	private final Caller caller = this.pool.impatient();

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
