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
 * Two threads end the same lease, and neither asks whether the other one has done so. A
 * caller waits for the connection.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "One of them ends the lease, and the caller is handed the connection; the other one is not heeded.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class EndLeaseTwiceBesideWaiter {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void end() {
		this.holder.endLease();
	}

	@Actor
	public void endAgain() {
		this.holder.endLease();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.audit();
	}

}
