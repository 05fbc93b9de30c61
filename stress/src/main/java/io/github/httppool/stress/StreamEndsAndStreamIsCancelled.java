package io.github.httppool.stress;

import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * The only long-lived call that may be ends, as the next one, which waits for that, is
 * cancelled.
 */
@JCStressTest
@Outcome(id = "LEFT_QUEUE, 1, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The next one has left before it was let in.")
@Outcome(id = "RETURNED_UNUSED, 1, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "It was let in, and has given the connection back that was on its way.")
@Outcome(id = "SERVED, 1, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "It was let in, got the connection and has given it back.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StreamEndsAndStreamIsCancelled {

	private final PoolUnderStress pool = new PoolUnderStress(2);

	private final Caller holder = this.pool.acquiredStream();

	private final Caller waiter = this.pool.acquiredStream();

	@Actor
	public void end() {
		this.holder.release();
	}

	@Actor
	public void cancel() {
		this.waiter.cancel();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.snapshot().streaming();
		result.r4 = this.pool.audit();
	}

}
