package io.github.httppool.events;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallFlag;
import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import org.jspecify.annotations.Nullable;

/**
 * A call that has ended, with all its attempts, as it is recorded and logged. Figures of
 * a connection and of bytes are those of its last attempt.
 *
 * @param host host and port of its last request
 * @param method its HTTP method, {@code null} if that is not known
 * @param path its URI template, or path without query; {@code null} if that is not known
 * @param callSite where it was made, if that was recorded
 * @param outcome how it has ended
 * @param flag what went wrong
 * @param status status code of its response, 0 if there was none
 * @param attempts how often it has needed a connection
 * @param phases how long each phase has lasted
 * @param connection what it had, {@code null} if it had no connection
 * @param error what it failed with, if that is known
 */
public record EndedCall(String host, @Nullable String method, @Nullable String path, @Nullable String callSite,
		CallOutcome outcome, CallFlag flag, int status, int attempts, Map<CallPhase, Duration> phases,
		@Nullable UsedConnection connection, @Nullable Throwable error) {

	/**
	 * Returns how long the call has lasted.
	 * @return nanoseconds
	 */
	public long nanos() {
		long sum = 0;
		for (Duration phase : this.phases.values()) {
			sum += phase.toNanos();
		}
		return sum;
	}

	/**
	 * Returns method and path.
	 * @return for example {@code GET /orders/{id}}, {@code null} if they are not known
	 */
	public @Nullable String request() {
		return (this.method != null) ? this.method + " " + this.path : null;
	}

	/**
	 * The connection that a call had.
	 *
	 * @param id number of the connection
	 * @param ageNanos time since it was opened
	 * @param uses calls that it has served, this one included
	 * @param sentBytes bytes of the request's body that were sent
	 * @param receivedBytes bytes of the response that have arrived, its head included,
	 * without what TLS adds
	 */
	public record UsedConnection(long id, long ageNanos, long uses, long sentBytes, long receivedBytes) {
	}

}
