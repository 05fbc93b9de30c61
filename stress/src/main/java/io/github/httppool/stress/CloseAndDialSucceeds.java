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
 * A dial succeeds for a caller as the pool is closed.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE, desc = "The dial had succeeded before the pool was closed.")
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was closed first: the dial is cancelled, or its connection closed.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class CloseAndDialSucceeds {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void succeed() {
		this.pool.answerDial();
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
