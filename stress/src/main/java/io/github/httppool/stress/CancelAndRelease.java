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
 * The first of two waiting callers is cancelled as the connection for it is released.
 */
@JCStressTest
@Outcome(id = "SERVED, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The first caller was served before its cancel was heard, and gives the connection back.")
@Outcome(id = "RETURNED_UNUSED, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection was on its way to the first caller, and goes on to the second.")
@Outcome(id = "LEFT_QUEUE, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The first caller has left, and the second is handed the connection.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class CancelAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller first = this.pool.acquired();

	private final Caller second = this.pool.acquired();

	@Actor
	public void cancel() {
		this.first.cancel();
	}

	@Actor
	public void release() {
		this.holder.release();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.first.answer();
		result.r2 = this.second.answer();
		result.r3 = this.pool.audit();
	}

}
