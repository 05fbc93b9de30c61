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
 * The host fails a probe, as the long-lived call is cancelled that waits for it; another
 * one waits until that ends.
 */
@JCStressTest
@Outcome(id = "LEFT_QUEUE, WAITS, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The other one was let in before, and the next probe is for it.")
@Outcome(id = "UNREACHABLE, UNREACHABLE, 0, sound", expect = Expect.ACCEPTABLE,
		desc = "The probe was for both, and both are told.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class ProbeFailsAndStreamIsCancelled {

	private final PoolUnderStress pool = new PoolUnderStress(2).holdDials().backOff();

	private final Caller first = this.pool.acquiredStream();

	private final Caller held = this.pool.acquiredStream();

	/**
	 * Begins with a probe under way, for which both have come in time.
	 */
	public ProbeFailsAndStreamIsCancelled() {
		this.pool.endPause();
	}

	@Actor
	public void refuse() {
		this.pool.refuseDial();
	}

	@Actor
	public void cancel() {
		this.first.cancel();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.first.answer();
		result.r2 = this.held.answer();
		result.r3 = this.pool.snapshot().pending();
		result.r4 = this.pool.audit();
	}

}
