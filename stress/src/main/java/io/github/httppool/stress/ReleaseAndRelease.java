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
 * Two connections are released, for which two callers wait.
 */
@JCStressTest
@Outcome(id = "SERVED, SERVED, sound", expect = Expect.ACCEPTABLE, desc = "Each caller gets one of them.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ReleaseAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(2);

	private final Caller first = this.pool.acquired();

	private final Caller second = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	private final Caller next = this.pool.acquired();

	@Actor
	public void releaseFirst() {
		this.first.release();
	}

	@Actor
	public void releaseSecond() {
		this.second.release();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.next.answer();
		result.r3 = this.pool.audit();
	}

}
