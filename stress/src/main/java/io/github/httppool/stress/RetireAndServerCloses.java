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
 * The only connection is retired as the server closes it, and a caller waits for it.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "It is closed once, and another one was opened for the caller.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class RetireAndServerCloses {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller caller = this.pool.acquired();

	@Actor
	public void serverCloses() {
		this.holder.serverCloses();
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
