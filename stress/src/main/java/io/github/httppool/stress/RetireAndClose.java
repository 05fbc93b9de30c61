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
 * The only connection, which is idle, is retired as the pool is closed, and then a caller
 * comes.
 */
@JCStressTest
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE, desc = "It is closed once, whichever came first.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RetireAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1).open(1);

	private final Caller caller = this.pool.caller();

	@Actor
	public void close() {
		this.pool.close();
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
