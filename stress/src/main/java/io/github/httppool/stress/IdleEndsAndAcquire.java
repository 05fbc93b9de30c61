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
 * The alarm finds the time of an idle connection up, as a caller takes it that has looked
 * at the clock before.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller took the connection, and the alarm found none idle.")
@Outcome(id = "SERVED, 2, sound", expect = Expect.ACCEPTABLE,
		desc = "The alarm closed the connection, and the caller gets a new one.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class IdleEndsAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).openForAMoment();

	private final Caller caller = this.pool.caller();

	@Actor
	public void ring() {
		this.pool.endMoment();
	}

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.audit();
	}

}
