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
 * A connection is to be kept ready, as a caller comes for one.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller has the only connection, whichever of them opened it.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class KeepReadyAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller caller = this.pool.caller();

	@Actor
	public void keepReady() {
		this.pool.keepReady();
	}

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
