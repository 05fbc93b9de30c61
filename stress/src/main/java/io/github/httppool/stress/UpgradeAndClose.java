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
 * A lease is upgraded, for which a caller waits, as the pool is closed.
 */
@JCStressTest
@Outcome(id = "REFUSED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller is refused, and the upgraded connection stays with its call.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class UpgradeAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void upgrade() {
		this.holder.upgrade();
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.snapshot().upgraded();
		result.r3 = this.pool.audit();
	}

}
