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
 * Two callers come, upon either of which a dead address is to be probed.
 */
@JCStressTest
@Outcome(id = "SERVED and WAITS, 2, sound", expect = Expect.ACCEPTABLE,
		desc = "The first one takes the idle connection, the second one waits for a dial of its own, and there is one probe.")
@Outcome(id = "WAITS and SERVED, 2, sound", expect = Expect.ACCEPTABLE, desc = "The same the other way round.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ProbeAndProbe {

	private final PoolUnderStress pool = new PoolUnderStress(4).findDead();

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
	public void arbiter(LIL_Result result) {
		result.r1 = this.first.answer() + " and " + this.second.answer();
		result.r2 = this.pool.dialing();
		result.r3 = this.pool.audit();
	}

}
