package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The errors that tell a caller why there is no connection, in words and figures that end
 * the investigation.
 */
final class RefusalMessages {

	private RefusalMessages() {
	}

	static AcquireTimeoutException timeout(HostSnapshot host, PoolSnapshot pool, TotalSlots total, long waitedNanos,
			@Nullable Throwable lastFailure) {
		String message = "no connection to %s from pool '%s' within %d ms: %s%s%s".formatted(host.host(), pool.name(),
				TimeUnit.NANOSECONDS.toMillis(waitedNanos), figures(host), totalLimit(host, total),
				failure(lastFailure));
		return new AcquireTimeoutException(message, pool, lastFailure);
	}

	static AcquireQueueFullException queueFull(HostSnapshot host, PoolSnapshot pool, TotalSlots total, int maxPending) {
		String message = "no connection to %s from pool '%s' and no place in its queue of %d: %s%s"
			.formatted(host.host(), pool.name(), maxPending, figures(host), totalLimit(host, total));
		return new AcquireQueueFullException(message, pool);
	}

	static PoolClosedException closed(String host, PoolSnapshot pool) {
		return new PoolClosedException(
				"no connection to %s: pool '%s' is closed, as its application context is".formatted(host, pool.name()),
				pool);
	}

	static FileDescriptorsExhaustedException descriptorsExhausted(HostSnapshot host, PoolSnapshot pool,
			FileDescriptorsSnapshot descriptors) {
		String message = ("no new connection to %s from pool '%s': %d of the %d files and sockets this process may have "
				+ "are open, and the last %d are kept for others; %s; raise that limit (ulimit -n) or lower "
				+ "httppool.max-total-connections")
			.formatted(host.host(), pool.name(), descriptors.open(), descriptors.max(),
					DescriptorGuard.reserve(descriptors.max()), figures(host));
		return new FileDescriptorsExhaustedException(message, pool);
	}

	private static String figures(HostSnapshot host) {
		return "%d of %d active, %d idle, %d connecting, %d waiting".formatted(host.active(), host.maxConnections(),
				host.idle(), host.connecting(), host.pending());
	}

	/**
	 * Only a host below its own limit can be kept back by the total.
	 */
	private static String totalLimit(HostSnapshot host, TotalSlots total) {
		boolean hostIsFull = host.active() + host.idle() + host.connecting() >= host.maxConnections();
		if (hostIsFull || total.free() > 0) {
			return "";
		}
		return "; all %d connections of httppool.max-total-connections are in use".formatted(total.max());
	}

	private static String failure(@Nullable Throwable lastFailure) {
		return (lastFailure != null) ? "; the last attempt to connect failed: " + lastFailure : "";
	}

}
