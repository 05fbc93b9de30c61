package io.github.httppool;

/**
 * State of a TCP socket, as named by the Linux kernel and {@code netstat}.
 */
public enum SocketState {

	/** Open on both sides. */
	ESTABLISHED,

	/** Being opened by this side. */
	SYN_SENT,

	/** Being opened by the other side. */
	SYN_RECV,

	/** Closed by this side; the other side has not acknowledged it. */
	FIN_WAIT1,

	/** Closed by this side, while the other may still send. */
	FIN_WAIT2,

	/**
	 * Closed by both sides, by this one first. The kernel keeps it for a minute, so that
	 * late packets reach no other connection. It no longer belongs to a process.
	 */
	TIME_WAIT,

	/** Not connected. */
	CLOSE,

	/** Closed by the other side, and not yet by this one. */
	CLOSE_WAIT,

	/**
	 * Closed by the other side first, then by this one; the other side has not
	 * acknowledged it.
	 */
	LAST_ACK,

	/** Waiting for connections. */
	LISTEN,

	/** Closed by both sides at the same time. */
	CLOSING

}
