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
 * A caller is turned away, as its host is left alone, while the pool is closed.
 */
@JCStressTest
@Outcome(id = "UNREACHABLE, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was turned away first, and no probe follows.")
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE, desc = "The pool was closed first.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class TurnAwayAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials().backOff();

	private final Caller caller = this.pool.impatient();

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
