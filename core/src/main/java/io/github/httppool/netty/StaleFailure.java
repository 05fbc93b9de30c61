package io.github.httppool.netty;

import java.time.Duration;

import io.github.httppool.StaleConnectionException;
import io.github.httppool.text.Counted;
import org.jspecify.annotations.Nullable;

/**
 * Makes the failures of calls that were sent on a connection which the server had closed,
 * or closed just then.
 */
final class StaleFailure {

	private StaleFailure() {
	}

	/**
	 * The connection was closed or reset.
	 * @param what what has happened, with host, call and pool
	 * @param lease what the call had
	 * @param cause how the network told it, if it did
	 */
	static StaleConnectionException closed(String what, LeasedConnection lease, @Nullable Throwable cause) {
		Duration idle = Duration.ofNanos(lease.idleNanos());
		return new StaleConnectionException(
				"%s; it had been idle for %d ms after %s. Keep connections idle for a shorter time than the server does (pool.max-idle-time)"
					.formatted(what, idle.toMillis(), Counted.of(lease.earlier(), "call")),
				lease.snapshot(), idle, lease.earlier(), lease.phases(), cause);
	}

	/**
	 * The server has closed the connection before the request was written.
	 * @param lease what the call has
	 */
	static StaleConnectionException unsent(LeasedConnection lease) {
		return closed("%s closed the connection of %s (pool '%s') before anything of it was sent"
			.formatted(lease.host(), lease.nameOfCall(), lease.poolName()), lease, null);
	}

	/**
	 * The server has closed the connection with a 408, which is not about this call.
	 * @param lease what the call has
	 */
	static StaleConnectionException timedOut(LeasedConnection lease) {
		return closed(
				"%s closed the connection of %s (pool '%s') with a 408 (Request Timeout) before it had the request"
					.formatted(lease.host(), lease.nameOfCall(), lease.poolName()),
				lease, null);
	}

}
