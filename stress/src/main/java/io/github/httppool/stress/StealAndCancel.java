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
 * A caller that the total limit holds back is cancelled as the connection is released
 * whose slot it waits for. A later caller waits for the connection.
 */
@JCStressTest
@Outcome(id = "SERVED, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The first caller was served before its cancel was heard, and gives its slot up to the second.")
@Outcome(id = "RETURNED_UNUSED, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "A connection for the first caller was on its way, and gives its slot up to the second.")
@Outcome(id = "LEFT_QUEUE, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The first caller has left, and the second is served.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StealAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller first = this.pool.acquired(PoolUnderStress.OTHER_HOST);

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
