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
 * The only long-lived call that may be ends, and its connection goes to the next of two
 * that wait for that, as the server closes it.
 */
@JCStressTest
@Outcome(id = "SERVED, WAITS, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "The next one has a new connection, as the server has closed the first in time.")
@Outcome(id = "WAITS, SERVED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "It has lost the connection on its way, and its place to the one behind it.")
@Outcome(id = "SERVED, SERVED, 1, sound", expect = Expect.ACCEPTABLE,
		desc = "It has had the connection and has lost it, so that the one behind it came next.")
@Outcome(expect = Expect.FORBIDDEN, desc = PoolUnderStress.BROKEN)
@State
public class StreamEndsAndServerCloses {

	private final PoolUnderStress pool = new PoolUnderStress(2);

	private final Caller holder = this.pool.acquiredStream();

	private final Caller next = this.pool.acquiredStream();

	private final Caller last = this.pool.acquiredStream();

	@Actor
	public void end() {
		this.holder.release();
	}

	@Actor
	public void close() {
		this.holder.serverClosesLate();
	}

	@Arbiter
	public void arbiter(LLLL_Result result) {
		result.r1 = this.next.answer();
		result.r2 = this.last.answer();
		result.r3 = this.pool.snapshot().streaming();
		result.r4 = this.pool.audit();
	}

}
