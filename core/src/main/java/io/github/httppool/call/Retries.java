package io.github.httppool.call;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.RetryOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Repeats the calls of one pool when they fail: as its {@link RetryPolicy} says, and as
 * far as its {@link RetryBudget} goes. Safe for use by several threads.
 */
public final class Retries {

	private final RetryPolicy policy;

	private final RetryBudget budget;

	private final boolean on;

	private final Listener listener;

	/**
	 * Creates the retries of a pool.
	 * @param settings what was configured
	 * @param listener is told what becomes of calls that have failed
	 */
	public Retries(HttpPoolSettings.Retry settings, Listener listener) {
		this.policy = new RetryPolicy(settings);
		this.budget = new RetryBudget(settings);
		this.on = settings.maxAttempts() > 1;
		this.listener = listener;
	}

	/**
	 * Creates the retries of calls that have no pool of ours: none, unless a call asks
	 * for them.
	 * @return retries of their own
	 */
	public static Retries unconfigured() {
		return new Retries(HttpPoolSettings.Retry.DEFAULT, (request, outcome, attempts, pauseNanos) -> {
		});
	}

	/**
	 * A call begins.
	 * @param call the call
	 * @param method its HTTP method
	 * @param asked how often it asks to be tried, {@code null} if it leaves that to the
	 * pool
	 * @return its attempts, to be ended with the call; {@code null} if no call is
	 * repeated, and this one does not ask to be
	 */
	public @Nullable CallRetries begin(Call call, String method, @Nullable Integer asked) {
		boolean asksForMore = asked != null && asked > 1;
		if (asked != null && !asksForMore) {
			call.sendsOnce();
		}
		return (this.on || asksForMore) ? new CallRetries(call, method, asked, this.policy, this.budget, this.listener)
				: null;
	}

	RetryBudget budget() {
		return this.budget;
	}

	/**
	 * Is told what becomes of calls whose attempts have failed in a way that another one
	 * may not.
	 */
	@FunctionalInterface
	public interface Listener {

		/**
		 * It is decided whether a call is tried again.
		 * @param request method and URI template, as in {@link Call#template()}
		 * @param outcome what was decided
		 * @param attempts how often the call was tried
		 * @param pauseNanos pause before the next attempt, 0 if there is none
		 */
		void decided(@Nullable String request, RetryOutcome outcome, int attempts, long pauseNanos);

	}

}
