package io.github.httppool.netty;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.PoolClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a call why the pool has closed its connection in the middle; otherwise it would
 * blame the server.
 */
final class BrokenOff {

	private BrokenOff() {
	}

	/**
	 * Makes the error that the call fails with.
	 * @param reason why its connection is closed
	 * @param pool its pool
	 * @param lease what it has
	 */
	static IOException error(CloseReason reason, ReactorHttpPool pool, LeasedConnection lease) {
		long millis = TimeUnit.NANOSECONDS.toMillis(pool.now() - lease.since());
		String call = "%s to %s was under way for %d ms".formatted(request(lease.request()), lease.host(), millis);
		return switch (reason) {
			case ABORTED -> new PoolClosedException(
					"the call was aborted: pool '%s' closed at shutdown, %s".formatted(pool.name(), call),
					pool.engine().snapshot(lease.entry()), lease.call().phases(pool.now()));
			case LEAK_RECLAIMED -> new IOException(
					"the call was ended: pool '%s' took its connection back (httppool.leak-detection.reclaim-after), %s"
						.formatted(pool.name(), call));
			default -> new IOException("the call was ended: pool '%s' closed its connection (%s), %s"
				.formatted(pool.name(), reason, call));
		};
	}

	private static String request(@Nullable String request) {
		return (request != null) ? request : "a request";
	}

}
