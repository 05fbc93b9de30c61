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
 * The only connection, which is idle, is retired as a caller comes for it.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller has leased it, and it is closed after the call; or it was closed before, and another one was opened.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RetireAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).open(1);

	private final Caller caller = this.pool.caller();

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Actor
	public void retire() {
		this.pool.retireAll();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
