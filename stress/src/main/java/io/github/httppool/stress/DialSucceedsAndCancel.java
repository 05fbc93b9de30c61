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
 * A dial succeeds as the caller is cancelled that it was for.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was served before its cancel was heard, and gives the connection back.")
@Outcome(id = "RETURNED_UNUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection was on its way to the caller, and goes back unused.")
@Outcome(id = "LEFT_QUEUE, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller has left, and the connection is idle.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DialSucceedsAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void succeed() {
		this.pool.answerDial();
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
