package io.github.httppool.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A connection is to be kept ready, as the pool is taken out of use.
 */
@JCStressTest
@Outcome(id = "DRAINED, 0 finished, 0 refused, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was taken out first, and keeps none.")
@Outcome(id = "DRAINED, 0 finished, 0 refused, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection was opened, and closed with the drain.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class KeepReadyAndTakeOut {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	@Actor
	public void keepReady() {
		this.pool.keepReady();
	}

	@Actor
	public void takeOut() {
		this.pool.takeOut();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.pool.drained();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
