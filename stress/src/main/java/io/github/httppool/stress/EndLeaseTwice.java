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
 * Two threads end the same lease, and neither asks whether the other one has done so.
 */
@JCStressTest
@Outcome(id = "1, sound", expect = Expect.ACCEPTABLE,
		desc = "One of them ends the lease, and the connection is idle; the other one is not heeded.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class EndLeaseTwice {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

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
		result.r1 = this.pool.snapshot().idle();
		result.r2 = this.pool.audit();
	}

}
