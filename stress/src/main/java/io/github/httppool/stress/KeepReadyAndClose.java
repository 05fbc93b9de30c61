package io.github.httppool.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A connection is to be kept ready, as the pool is closed.
 */
@JCStressTest
@Outcome(id = "0, 0, sound", expect = Expect.ACCEPTABLE, desc = "The pool was closed first.")
@Outcome(id = "0, 1, sound", expect = Expect.ACCEPTABLE, desc = "The connection was opened, and closed with the pool.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class KeepReadyAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	@Actor
	public void keepReady() {
		this.pool.keepReady();
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.pool.sockets();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
