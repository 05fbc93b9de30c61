package io.github.httppool.call;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPoolSettings;

/**
 * Limits how many repeated attempts may be active in a pool at once, their pauses
 * included: a share of the active calls, and a few in any case. When all fails, repeated
 * attempts add that share to the load, and do not multiply it. Thread-safe.
 */
public final class RetryBudget {

	private final double share;

	private final int min;

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicInteger retries = new AtomicInteger();

	/**
	 * Creates a budget of which nothing is used.
	 * @param settings what was configured
	 */
	public RetryBudget(HttpPoolSettings.Retry settings) {
		this.share = settings.budget();
		this.min = settings.budgetMin();
	}

	/**
	 * A call begins.
	 */
	void callBegins() {
		this.calls.incrementAndGet();
	}

	/**
	 * A call has its response, has failed, or was given up.
	 */
	void callEnds() {
		this.calls.decrementAndGet();
	}

	/**
	 * Takes what a repeated attempt needs, unless too many are active.
	 * @return whether it may begin, and is to be {@linkplain #retryEnds() ended}
	 */
	boolean tryRetry() {
		int active = this.retries.get();
		while (active < limit()) {
			if (this.retries.compareAndSet(active, active + 1)) {
				return true;
			}
			active = this.retries.get();
		}
		return false;
	}

	private int limit() {
		return Math.max(this.min, (int) (this.share * this.calls.get()));
	}

	/**
	 * A repeated attempt has a response, has failed, or was given up.
	 */
	void retryEnds() {
		this.retries.decrementAndGet();
	}

	int activeCalls() {
		return this.calls.get();
	}

	int activeRetries() {
		return this.retries.get();
	}

}
