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
 * A call renews its lease as the pool is closed.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The call has its next lease, and may use it after the pool was closed.")
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was closed first: the lease is not renewed, and the call is refused.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RenewAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller next = this.pool.caller();

	@Actor
	public void renew() {
		this.holder.renew(this.next);
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.next.answer();
		result.r2 = this.pool.audit();
	}

}
