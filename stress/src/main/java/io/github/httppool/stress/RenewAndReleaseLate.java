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
 * A call renews its lease as that lease is released, too.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The lease is renewed or released, once, and the call goes on with the connection.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RenewAndReleaseLate {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller next = this.pool.caller();

	@Actor
	public void renew() {
		this.holder.renew(this.next);
	}

	@Actor
	public void release() {
		this.holder.releaseLate();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.next.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.snapshot().active();
		result.r4 = this.pool.audit();
	}

}
