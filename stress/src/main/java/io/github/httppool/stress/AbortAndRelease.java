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
 * Active connections are aborted as one of them is released, for which a caller waits.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was handed the connection, which is aborted in its hands.")
@Outcome(id = "SERVED, 2, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection was aborted before it reached the caller, which gets a new one.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class AbortAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void abort() {
		this.pool.abort();
	}

	@Actor
	public void release() {
		this.holder.release();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
