package io.github.httppool.sockets;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.httppool.SocketState;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the socket table, so that all gauges of a scrape, or an endpoint and a
 * sweep, share one read. The table is read at most once every quarter of a second. A
 * thread that asks while another one is reading waits for its result.
 */
final class CachedSocketTable {

	private static final long VALID_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private final SocketTable table;

	private final ReentrantLock lock = new ReentrantLock();

	// Guarded by the lock, like what follows.
	private @Nullable Optional<List<TcpSocket>> sockets;

	private long readAt;

	CachedSocketTable(SocketTable table) {
		this.table = table;
	}

	/**
	 * Returns whether there is such a table here, without reading it.
	 */
	boolean isPresent() {
		return this.table.isPresent();
	}

	/**
	 * Returns the table as it is, or was a moment ago.
	 * @param now the time, in nanoseconds
	 * @return the sockets, or nothing if there is no such table here
	 */
	Optional<List<TcpSocket>> read(long now) {
		this.lock.lock();
		try {
			Optional<List<TcpSocket>> known = this.sockets;
			if (known == null || now - this.readAt >= VALID_NANOS) {
				known = this.table.read();
				this.sockets = known;
				this.readAt = now;
			}
			return known;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tells whether any socket may be in a state, by the table of this moment.
	 */
	boolean mayHave(SocketState state) {
		return this.table.mayHave(state);
	}

}
