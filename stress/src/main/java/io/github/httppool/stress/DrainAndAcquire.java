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
 * A caller comes as the pool, in which a connection is idle, is taken out of use.
 */
@JCStressTest
@Outcome(id = "SERVED, DRAINED, 1 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller came first: the drain waits for it.")
@Outcome(id = "REFUSED, DRAINED, 0 finished, 1 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller came during the drain.")
@Outcome(id = "REFUSED, DRAINED, 0 finished, 0 refused, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller came when the drain was over.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class DrainAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).open(1);

	private final Caller caller = this.pool.caller();

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Actor
	public void takeOut() {
		this.pool.takeOut();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		this.caller.release();
		result.r1 = this.caller.answer();
		result.r2 = this.pool.drained();
		result.r3 = this.pool.audit();
	}

}
