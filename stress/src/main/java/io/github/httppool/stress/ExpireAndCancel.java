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
 * A caller is cancelled when it has waited too long.
 */
@JCStressTest
@Outcome(id = "TIMED_OUT, sound", expect = Expect.ACCEPTABLE, desc = "The caller was told before its cancel was heard.")
@Outcome(id = "LEFT_QUEUE, sound", expect = Expect.ACCEPTABLE, desc = "The caller left just in time.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ExpireAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void expire() {
		this.pool.expireCallers();
	}

	@Actor
	public void cancel() {
		this.waiter.cancel();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.audit();
	}

}
