package io.github.httppool.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.github.httppool.HttpPoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * Says which calls may be repeated, and after what pause. Immutable; chance and time are
 * arguments.
 */
public final class RetryPolicy {

	/** Says that there is no other attempt. */
	static final long NEVER = -1;

	/** The longest pause that a server may ask for. */
	static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);

	/** Sent twice, they do what they do once (RFC 9110, 9.2.2). */
	private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

	private final HttpPoolSettings.Retry settings;

	private final Set<Integer> statuses;

	/**
	 * Creates a policy.
	 * @param settings what was configured
	 */
	public RetryPolicy(HttpPoolSettings.Retry settings) {
		this.settings = settings;
		this.statuses = Set.copyOf(settings.statuses());
	}

	/**
	 * Returns whether a request does no more when it is sent twice.
	 * @param method HTTP method
	 * @return whether it is idempotent
	 */
	static boolean isIdempotent(String method) {
		return IDEMPOTENT.contains(method);
	}

	/**
	 * Returns how often a call may be tried.
	 * @param method HTTP method
	 * @param asked what the call asks for, {@code null} if it leaves that to the pool
	 * @return how often, the first time included; once if its method is not idempotent
	 * and it does not ask for more
	 */
	int maxAttempts(String method, @Nullable Integer asked) {
		if (asked != null) {
			return asked;
		}
		return isIdempotent(method) ? this.settings.maxAttempts() : 1;
	}

	/**
	 * Returns whether a response is given up for another attempt.
	 * @param status its status code
	 * @return whether it is
	 */
	boolean covers(int status) {
		return this.statuses.contains(status);
	}

	/**
	 * Returns how long to wait before the next attempt.
	 * @param attempts how many there were
	 * @param retryAfter what the server has answered in {@code Retry-After}, if anything
	 * @param now the time of day
	 * @param nanosLeft time that the call has left, {@link Long#MAX_VALUE} without limit
	 * @param chance a number from 0 (inclusive) to 1 (exclusive)
	 * @return nanoseconds: the backoff, or what the server asks for if that is longer; or
	 * {@link #NEVER} if the server asks for more than a minute, or the call would have no
	 * time left
	 */
	long pauseNanos(int attempts, @Nullable String retryAfter, Instant now, long nanosLeft, double chance) {
		long pause = backoffNanos(attempts, chance);
		Duration asked = RetryAfter.pause(retryAfter, now);
		if (asked != null) {
			if (asked.compareTo(LONGEST_RETRY_AFTER) > 0) {
				return NEVER;
			}
			pause = Math.max(pause, asked.toNanos());
		}
		return (pause < nanosLeft) ? pause : NEVER;
	}

	private long backoffNanos(int attempts, double chance) {
		long most = this.settings.maxBackoff().toNanos();
		double doubled = (double) this.settings.backoff().toNanos() * Math.pow(2, attempts - 1.0);
		double longest = Math.min((double) most, doubled);
		return (long) (longest * (1 - this.settings.jitter() * chance));
	}

}
