package io.github.httppool.netty;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.PoolClosedException;
import io.github.httppool.pool.DrainPurpose;
import io.github.httppool.pool.PoolDrains;
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
		PoolDrains.Begun drain = pool.engine().drains().last(pool.now());
		return switch (reason) {
			case ABORTED ->
				drained("the call was aborted: pool '%s' %s, %s".formatted(pool.name(), closed(drain, "closed"), call),
						drain, pool, lease);
			case DRAINED -> drained("the event stream or upgraded connection was ended: pool '%s' %s, %s"
				.formatted(pool.name(), closed(drain, "drained"), call), drain, pool, lease);
			case LEAK_RECLAIMED -> new IOException(
					"the call was ended: pool '%s' took its connection back (httppool.leak-detection.reclaim-after), %s"
						.formatted(pool.name(), call));
			default -> new IOException("the call was ended: pool '%s' closed its connection (%s), %s"
				.formatted(pool.name(), reason, call));
		};
	}

	private static String closed(PoolDrains.@Nullable Begun drain, String atShutdown) {
		boolean takenOut = drain != null && drain.purpose() == DrainPurpose.TAKE_OUT;
		return takenOut ? "was taken out of use by HttpPool.drain()" : atShutdown + " at shutdown";
	}

	private static PoolClosedException drained(String message, PoolDrains.@Nullable Begun drain, ReactorHttpPool pool,
			LeasedConnection lease) {
		String began = (drain != null) ? "; the drain had begun %s before".formatted(drain.ago()) : "";
		return new PoolClosedException(message + began, pool.engine().snapshot(lease.entry()),
				lease.call().phases(pool.now()));
	}

	private static String request(@Nullable String request) {
		return (request != null) ? request : "a request";
	}

}
