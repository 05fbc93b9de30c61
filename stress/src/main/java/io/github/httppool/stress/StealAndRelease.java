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
 * The total limit is one. Its connection is released as a caller asks for one to another
 * host.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection is stolen when it is idle, at once or when it is released.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StealAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller thief = this.pool.caller(PoolUnderStress.OTHER_HOST);

	@Actor
	public void release() {
		this.holder.release();
	}

	@Actor
	public void steal() {
		this.thief.acquire();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.thief.answer();
		result.r2 = this.pool.audit();
	}

}
