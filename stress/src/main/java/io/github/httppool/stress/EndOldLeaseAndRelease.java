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
 * A lease that ended long ago is ended again, while the next caller has the connection
 * and returns it.
 */
@JCStressTest
@Outcome(id = "1, sound", expect = Expect.ACCEPTABLE,
		desc = "The old lease is not heeded, and the connection is idle once its caller has returned it.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class EndOldLeaseAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller former = this.pool.acquired();

	private final Caller holder = releasedTo();

	private Caller releasedTo() {
		this.former.release();
		return this.pool.acquired();
	}

	@Actor
	public void endAgain() {
		this.former.endLease();
	}

	@Actor
	public void release() {
		this.holder.release();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.pool.snapshot().idle();
		result.r2 = this.pool.audit();
	}

}
