package io.github.httppool.call;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import io.github.httppool.RetryOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call. Its client asks after each that has failed whether there is
 * another one, and says when the call has ended, whatever it ended with.
 * <p>
 * One attempt follows the other; the call may end at any time, on any thread.
 */
public final class CallRetries {

	/** No other attempt. */
	public static final long NEVER = RetryPolicy.NEVER;

	private final Call call;

	private volatile int maxAttempts;

	private volatile boolean askedFor;

	private final RetryPolicy policy;

	private final RetryBudget budget;

	private final Retries.Listener listener;

	private volatile int attempts = 1;

	// Guarded by this, as the next one is.
	private boolean repeats;

	private boolean ended;

	CallRetries(Call call, String method, @Nullable Integer asked, RetryPolicy policy, RetryBudget budget,
			Retries.Listener listener) {
		this.call = call;
		this.maxAttempts = policy.maxAttempts(method, asked);
		this.askedFor = asked != null;
		this.policy = policy;
		this.budget = budget;
		this.listener = listener;
		budget.callBegins();
		call.repeatsMayFollow();
	}

	/**
	 * Returns how often the call was tried.
	 * @return the count, the present attempt included
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Only now the call says that it asks for a number of attempts.
	 * @param asked how often it asks to be tried
	 */
	public void asks(int asked) {
		this.maxAttempts = asked;
		this.askedFor = true;
	}

	/**
	 * Returns whether the call itself asks for its attempts, and so says that it may be
	 * repeated.
	 * @return whether it does
	 */
	public boolean isAskedFor() {
		return this.askedFor;
	}

	/**
	 * Returns whether a response may be given up for another attempt.
	 * @param status its status code
	 * @return whether it may; whether it is says {@link #answered}
	 */
	public boolean mayGiveUp(int status) {
		return this.maxAttempts > 1 && this.policy.covers(status);
	}

	/**
	 * The present attempt has failed.
	 * @param repeatable whether the request can be sent again as it was
	 * @return nanoseconds to wait before the next attempt, or {@link #NEVER}
	 */
	public long failed(boolean repeatable) {
		return decide(this.call.failure(), repeatable, null);
	}

	/**
	 * The present attempt has got a response that may be given up.
	 * @param retryAfter its header {@code Retry-After}, if it has one
	 * @param repeatable whether the request can be sent again as it was
	 * @return nanoseconds to wait before the next attempt, once the response is given up;
	 * {@link #NEVER} if the response is the caller's
	 */
	public long answered(@Nullable String retryAfter, boolean repeatable) {
		return decide(RetryCause.STATUS, repeatable, retryAfter);
	}

	private long decide(@Nullable RetryCause cause, boolean repeatable, @Nullable String retryAfter) {
		endRepeat();
		if (cause == null || !repeatable || this.maxAttempts == 1) {
			return NEVER;
		}
		if (this.attempts >= this.maxAttempts) {
			tell(RetryOutcome.EXHAUSTED, 0);
			return NEVER;
		}
		long pause = this.policy.pauseNanos(this.attempts, retryAfter, Instant.now(),
				this.call.nanosLeft(System.nanoTime()), ThreadLocalRandom.current().nextDouble());
		if (pause == NEVER) {
			return NEVER;
		}
		if (!beginRepeat()) {
			tell(RetryOutcome.DENIED_BUDGET, 0);
			return NEVER;
		}
		tell(RetryOutcome.RETRIED, pause);
		return pause;
	}

	private void tell(RetryOutcome outcome, long pauseNanos) {
		this.listener.decided(this.call.template(), outcome, this.attempts, pauseNanos);
	}

	/**
	 * The connection of the last attempt is free, and the call waits for its next one.
	 * @param nanos for how long
	 * @param now the time
	 * @return nanoseconds to wait: less if the call must be over before
	 */
	public long pauses(long nanos, long now) {
		this.call.pauses(now);
		return Math.max(0, Math.min(nanos, this.call.nanosLeft(now)));
	}

	/**
	 * The next attempt begins.
	 * @param now the time
	 */
	public void nextAttempt(long now) {
		countAttempt();
		this.call.repeats(now);
	}

	/**
	 * One attempt follows the other, so that no two threads count.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void countAttempt() {
		this.attempts++;
	}

	private synchronized boolean beginRepeat() {
		this.repeats = !this.ended && this.budget.tryRetry();
		return this.repeats;
	}

	private synchronized void endRepeat() {
		if (this.repeats) {
			this.repeats = false;
			this.budget.retryEnds();
		}
	}

	/**
	 * The call has its response, has failed, or was given up. Only the first time counts.
	 */
	public void end() {
		if (endsNow()) {
			this.call.noRepeatFollows(System.nanoTime());
		}
	}

	private synchronized boolean endsNow() {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		endRepeat();
		this.budget.callEnds();
		return true;
	}

}
