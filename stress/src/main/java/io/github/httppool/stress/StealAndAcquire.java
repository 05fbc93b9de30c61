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
 * The only connection that there may be is idle. One caller wants it; another one wants
 * its slot, for another host.
 */
@JCStressTest
@Outcome(id = "SERVED, WAITS, sound", expect = Expect.ACCEPTABLE,
		desc = "The first caller took the connection, and the other one waits for its slot.")
@Outcome(id = "WAITS, SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The other caller took the slot, and the first one waits for it.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StealAndAcquire {

	private final PoolUnderStress pool = new PoolUnderStress(1).open(1);

	private final Caller caller = this.pool.caller();

	private final Caller thief = this.pool.caller(PoolUnderStress.OTHER_HOST);

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Actor
	public void steal() {
		this.thief.acquire();
	}

	@Arbiter
	public void arbiter(LLL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.thief.answer();
		result.r3 = this.pool.audit();
	}

}
