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
 * A call renews its lease as the server closes the connection.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The call has its next lease, whose connection closes in its hands.")
@Outcome(id = "SERVED, 2, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection was closed before the call had its next lease, and it gets a new connection.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RenewAndServerCloses {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller next = this.pool.caller();

	@Actor
	public void renew() {
		this.holder.renew(this.next);
	}

	@Actor
	public void close() {
		this.holder.serverClosesLate();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.next.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
