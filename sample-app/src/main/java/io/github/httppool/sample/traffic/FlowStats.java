package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts the outcomes of a flow's calls. Written by any thread, read at any time.
 */
final class FlowStats {

	private final LongAdder ok = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder skipped = new LongAdder();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final LatencyRing latencies = new LatencyRing();

	private volatile @Nullable Failure lastFailure;

	/**
	 * Counts a call as in flight until it ends.
	 */
	Call begin() {
		this.inFlight.incrementAndGet();
		return new Call(this, System.nanoTime());
	}

	void endedWell(Duration latency) {
		this.latencies.add(latency);
		this.ok.increment();
		this.inFlight.decrementAndGet();
	}

	void endedBadly(String message) {
		this.lastFailure = new Failure(Instant.now(), message);
		this.failed.increment();
		this.inFlight.decrementAndGet();
	}

	void neverMade() {
		this.skipped.increment();
		this.inFlight.decrementAndGet();
	}

	Snapshot snapshot() {
		return new Snapshot(this.ok.sum(), this.failed.sum(), this.skipped.sum(), this.inFlight.get(),
				this.latencies.percentileMillis(0.5), this.latencies.percentileMillis(0.99), this.lastFailure);
	}

	/**
	 * The counts at one moment. They are read one after the other, so for a busy flow
	 * their sum may be off by the calls that ended meanwhile.
	 *
	 * @param ok calls answered
	 * @param failed calls that ended with an exception
	 * @param skipped calls not made, because there was no room for one more
	 * @param inFlight calls in progress
	 * @param p50Millis median latency of the latest answered calls
	 * @param p99Millis 99th percentile of these latencies
	 * @param lastFailure the latest failure, if any
	 */
	record Snapshot(long ok, long failed, long skipped, int inFlight, @Nullable Double p50Millis,
			@Nullable Double p99Millis, @Nullable Failure lastFailure) {
	}

	/**
	 * A call that failed.
	 *
	 * @param at when it failed
	 * @param message the client's message
	 */
	record Failure(Instant at, String message) {
	}

}
