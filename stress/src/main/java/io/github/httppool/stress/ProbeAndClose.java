package io.github.httppool.stress;

import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LIL_Result;

/**
 * A caller comes, upon which a dead address is probed, as the pool is closed.
 */
@JCStressTest
@Outcome(id = "SERVED, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller took the idle connection, and the probe that had begun is cancelled.")
@Outcome(id = "REFUSED, 0, sound", expect = Expect.ACCEPTABLE, desc = "The pool was closed first: nothing is probed.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ProbeAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(2).findDead();

	private final Caller caller = this.pool.caller();

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LIL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.dialing();
		result.r3 = this.pool.audit();
	}

}
