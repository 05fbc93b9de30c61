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
 * Two callers want the only connection, which is idle.
 */
@JCStressTest
@Outcome(id = "SERVED, WAITS, sound", expect = Expect.ACCEPTABLE,
		desc = "The first one takes it and the second one waits.")
@Outcome(id = "WAITS, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The second one takes it and the first one waits.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class AcquireAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).open(1);

	private final Caller first = this.pool.caller();

	private final Caller second = this.pool.caller();

	@Actor
	public void first() {
		this.first.acquire();
	}

	@Actor
	public void second() {
		this.second.acquire();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.first.answer();
		result.r2 = this.second.answer();
		result.r3 = this.pool.audit();
	}

}
