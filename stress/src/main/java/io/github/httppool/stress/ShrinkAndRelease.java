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
 * The limit sinks from two connections to one as one of both is released, for which a
 * caller waits.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The connection was handed on before the limit sank; the one over it is closed later.")
@Outcome(id = "WAITS, sound", expect = Expect.ACCEPTABLE,
		desc = "The limit sank first: the connection is closed and the caller waits for the other one.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ShrinkAndRelease {

	private final PoolUnderStress pool = new PoolUnderStress(2);

	private final Caller holder = this.pool.acquired();

	private final Caller other = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void shrink() {
		this.pool.limit(1);
	}

	@Actor
	public void release() {
		this.holder.release();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.audit();
	}

}
