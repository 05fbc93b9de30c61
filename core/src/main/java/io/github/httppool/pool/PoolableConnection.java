package io.github.httppool.pool;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * A live connection, as the pool sees it. Never called under the pool's lock.
 */
public interface PoolableConnection {

	/**
	 * Closes the connection. Once its socket is closed,
	 * {@link ConnectionPool#closed(PoolEntry, CloseReason, long)} follows, from any
	 * thread.
	 * @param reason why
	 */
	void close(CloseReason reason);

	/**
	 * A drain of the pool has begun: if the connection serves a call that would never
	 * end, {@link PoolDrains#endless} ends it. By default all calls have an end.
	 */
	default void drain() {
	}

	/**
	 * Returns how it was opened.
	 * @return how long {@link CallPhase#CONNECTING}, {@link CallPhase#DNS},
	 * {@link CallPhase#TCP} and {@link CallPhase#TLS} have lasted, as far as there were
	 * any
	 */
	Map<CallPhase, Duration> openedIn();

	/**
	 * Returns the local port of the socket.
	 * @return the port, or {@code null} if there is none
	 */
	@Nullable Integer localPort();

	/**
	 * Returns the protocol spoken.
	 * @return name and version, as in {@code HTTP/1.1}
	 */
	String protocol();

	/**
	 * Returns whether the connection is encrypted.
	 * @return whether there is TLS
	 */
	boolean tls();

	/**
	 * Returns the call the connection serves now.
	 * @return method and path without query, or {@code null} if there is none
	 */
	@Nullable String request();

	/**
	 * Returns where in the application the call was made that the connection serves now.
	 * @return class, method and line, or {@code null} if that was not recorded
	 */
	@Nullable String callSite();

	/**
	 * Returns what the call has made of its lease.
	 * @return who is to act before the lease can end, or {@code null} if no call has the
	 * connection
	 */
	@Nullable LeaseUse leaseUse();

}
