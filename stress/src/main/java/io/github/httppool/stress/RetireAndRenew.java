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
 * The only connection is retired as its call goes on with it, as one that is redirected.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "It serves the call once more and is closed then; or it was closed, and another one was opened.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RetireAndRenew {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller caller = this.pool.caller();

	@Actor
	public void renew() {
		this.holder.renew(this.caller);
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
