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
 * A call is found to be long-lived, as one comes that is known as that; there may be only
 * one.
 */
@JCStressTest
@Outcome(id = "SERVED, 2, 2, sound", expect = Expect.ACCEPTABLE,
		desc = "The one that is known has come first, and the other is served all the same.")
@Outcome(id = "WAITS, 1, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The one that is known waits until the other ends.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StreamsAndStreamComes {

	private final PoolUnderStress pool = new PoolUnderStress(2);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.stream();

	@Actor
	public void beFound() {
		this.holder.streams();
	}

	@Actor
	public void come() {
		this.waiter.acquire();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.opened();
		result.r3 = this.pool.snapshot().streaming();
		result.r4 = this.pool.audit();
	}

}
