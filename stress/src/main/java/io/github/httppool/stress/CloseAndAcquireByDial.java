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
 * A caller comes for whom a connection must be opened, as the pool is closed.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE, desc = "The dial had succeeded before the pool was closed.")
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was closed first, and the dial, if there was one, is cancelled.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class CloseAndAcquireByDial {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller caller = this.pool.caller();

	@Actor
	public void close() {
		this.pool.close();
	}

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
