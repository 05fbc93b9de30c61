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
 * A connection is to be kept ready, as a caller gives up that waits for its dial.
 */
@JCStressTest
@Outcome(id = "LEFT_QUEUE, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller left the queue, and its dial goes on: there is no room for another.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class KeepReadyAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void keepReady() {
		this.pool.keepReady();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
