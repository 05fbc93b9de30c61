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
 * The only long-lived call that may be ends, as the next one comes.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The next one has waited until the other had ended, or came after that.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StreamEndsAndStreamComes {

	private final PoolUnderStress pool = new PoolUnderStress(2);

	private final Caller holder = this.pool.acquiredStream();

	private final Caller waiter = this.pool.stream();

	@Actor
	public void end() {
		this.holder.release();
	}

	@Actor
	public void come() {
		this.waiter.acquire();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.snapshot().streaming();
		result.r4 = this.pool.audit();
	}

}
