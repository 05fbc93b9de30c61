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
 * The pause between two dials ends as the pool is closed.
 */
@JCStressTest
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller is refused, and a probe that had begun is cancelled.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class PauseEndsAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1).holdDials().backOff();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void endPause() {
		this.pool.endPause();
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
