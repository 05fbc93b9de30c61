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
 * A lease is upgraded as the server closes its connection, for which a caller waits.
 */
@JCStressTest
@Outcome(id = "SERVED, 2, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller gets a new connection, and the upgrade has ended with its lease or was not heeded.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class UpgradeAndServerCloses {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void upgrade() {
		this.holder.upgrade();
	}

	@Actor
	public void close() {
		this.holder.serverCloses();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.snapshot().upgraded();
		result.r4 = this.pool.audit();
	}

}
