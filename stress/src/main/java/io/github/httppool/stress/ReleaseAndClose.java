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
 * A connection is released, for which a caller waits, as the pool is closed.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was handed the connection before the pool was closed, and may use it.")
@Outcome(id = "REFUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The pool was closed first: the caller is refused and the connection closed.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ReleaseAndClose {

	private final PoolUnderStress pool = new PoolUnderStress(1);

	private final Caller holder = this.pool.acquired();

	private final Caller waiter = this.pool.acquired();

	@Actor
	public void release() {
		this.holder.release();
	}

	@Actor
	public void close() {
		this.pool.close();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.waiter.answer();
		result.r2 = this.pool.audit();
	}

}
