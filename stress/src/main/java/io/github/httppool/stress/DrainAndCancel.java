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
 * The only caller, who waits for a dial, gives up as the pool is taken out of use.
 */
@JCStressTest
@Outcome(id = "LEFT_QUEUE, DRAINED, 1 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The drain began first and hears that nobody waits any more.")
@Outcome(id = "LEFT_QUEUE, DRAINED, 0 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller had gone before.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DrainAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void cancel() {
		this.waiter.cancel();
	}

	@Actor
	public void takeOut() {
		this.pool.takeOut();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.drained();
		result.r3 = this.pool.audit();
	}

}
