package io.github.httppool.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The errors that tell a caller why there is no connection, in words and figures that end
 * the investigation. They take many microseconds to make: not under the lock.
 */
final class RefusalMessages {

	private RefusalMessages() {
	}

	static AcquireTimeoutException timeout(Figures figures, long waitedNanos, @Nullable Throwable lastFailure) {
		String message = "no connection to %s from pool '%s' within %d ms: %s%s%s%s".formatted(figures.host().host(),
				figures.pool(), TimeUnit.NANOSECONDS.toMillis(waitedNanos), host(figures.host()), dials(figures),
				totalLimit(figures), failure(lastFailure));
		return new AcquireTimeoutException(message, figures.snapshot(), lastFailure);
	}

	static AcquireQueueFullException queueFull(Figures figures, int maxPending) {
		String message = "no connection to %s from pool '%s' and no place in its queue of %d: %s%s%s".formatted(
				figures.host().host(), figures.pool(), maxPending, host(figures.host()), dials(figures),
				totalLimit(figures));
		return new AcquireQueueFullException(message, figures.snapshot());
	}

	static PoolClosedException closed(Figures figures) {
		return new PoolClosedException("no connection to %s: pool '%s' is closed, as its application context is"
			.formatted(figures.host().host(), figures.pool()), figures.snapshot());
	}

	static FileDescriptorsExhaustedException descriptorsExhausted(Figures figures,
			FileDescriptorsSnapshot descriptors) {
		String message = ("no new connection to %s from pool '%s': %d of the %d files and sockets this process may have "
				+ "are open, and the last %d are kept for others; %s; raise that limit (ulimit -n) or lower "
				+ "httppool.max-total-connections")
			.formatted(figures.host().host(), figures.pool(), descriptors.open(), descriptors.max(),
					DescriptorGuard.reserve(descriptors.max()), host(figures.host()));
		return new FileDescriptorsExhaustedException(message, figures.snapshot());
	}

	private static String host(HostSnapshot host) {
		return "%d of %d active, %d idle, %d connecting, %d waiting".formatted(host.active(), host.maxConnections(),
				host.idle(), host.connecting(), host.pending());
	}

	private static String dials(Figures figures) {
		List<DialProgress> dials = figures.dials().stream().map(Figures.Dial::progress).toList();
		return dials.isEmpty() ? "" : "; " + DialsInWords.of(dials, figures.now());
	}

	/**
	 * Only a host below its own limit can be kept back by the total.
	 */
	private static String totalLimit(Figures figures) {
		HostSnapshot host = figures.host();
		boolean hostIsFull = host.active() + host.idle() + host.connecting() >= host.maxConnections();
		if (hostIsFull || figures.usedUp() == 0) {
			return "";
		}
		return "; all %d connections of httppool.max-total-connections are in use".formatted(figures.usedUp());
	}

	private static String failure(@Nullable Throwable lastFailure) {
		return (lastFailure != null) ? "; the last attempt to connect failed: " + lastFailure : "";
	}

}
