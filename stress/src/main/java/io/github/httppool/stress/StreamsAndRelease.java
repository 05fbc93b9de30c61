package io.github.httppool.stress;

import io.github.httppool.stress.PoolUnderStress.Caller;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A call is found to be long-lived as it is released, for which another one waits.
 */
@JCStressTest
@Outcome(id = "SERVED, 1, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The other one has the connection, and nothing is left of what the first was found to be.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StreamsAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void beFound() {
		this.holder.streams();
	}

	@Actor
	public void release() {
		this.holder.release();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.snapshot().streaming();
		result.r4 = this.pool.audit();
	}

}
