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
 * A connection is retired as its dial succeeds, and a caller waits for it.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was handed it, and it is closed after the call.")
@Outcome(id = "WAITS, sound", expect = Expect.ACCEPTABLE,
		desc = "It was closed when it arrived, and another one is being opened for the caller.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RetireAndDialSucceeds {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void succeed() {
		this.pool.answerDial();
	}

	@Actor
	public void retire() {
		this.pool.retireAll();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
