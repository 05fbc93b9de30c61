package io.github.httppool.netty;

import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The connection whose response has ended in the read that an event loop is in. It is
 * given back when that read is over.
 * <p>
 * A reactive application often makes its next call as soon as the last one has ended,
 * inside that read. If the call asked at once, it would take another connection, perhaps
 * one of another event loop, which it would have to wake. So it waits for this one.
 */
final class ReturningConnection {

	private static final FastThreadLocal<PooledConnection> current = new FastThreadLocal<>();

	private ReturningConnection() {
	}

	/**
	 * The response has ended, and the read has not. On the connection's event loop.
	 */
	static void responseEnds(PooledConnection connection) {
		current.set(connection);
	}

	/**
	 * The read is over. On the connection's event loop.
	 */
	static void readEnds() {
		if (current.getIfExists() != null) {
			current.set(null);
		}
	}

	/**
	 * Returns the connection that this thread is about to give back.
	 * @return the connection, or {@code null} if there is none
	 */
	static @Nullable PooledConnection current() {
		return current.getIfExists();
	}

}
