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
 * A caller takes the idle connection and is cancelled.
 */
@JCStressTest
@Outcome(id = "SERVED, sound", expect = Expect.ACCEPTABLE,
		desc = "The caller was served before its cancel was heard, and gives the connection back.")
@Outcome(id = "RETURNED_UNUSED, sound", expect = Expect.ACCEPTABLE,
		desc = "The cancel was heard first, and the connection goes back unused.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class AcquireAndCancel {

	private final PoolUnderStress pool = new PoolUnderStress(1).open(1);

	private final Caller caller = this.pool.caller();

	@Actor
	public void acquire() {
		this.caller.acquire();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	@Arbiter
	public void arbiter(LL_Result result) {
		result.r1 = this.caller.answer();
		result.r2 = this.pool.audit();
	}

}
