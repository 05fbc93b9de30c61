package io.github.httppool;

/**
 * State of a TCP socket, by the name the Linux kernel and {@code netstat} have for it.
 */
public enum SocketState {

	/** Open on both sides. */
	ESTABLISHED,

	/** Being opened by this side. */
	SYN_SENT,

	/** Being opened by the other side. */
	SYN_RECV,

	/** Closed by this side, which the other has not acknowledged. */
	FIN_WAIT1,

	/** Closed by this side, while the other may still send. */
	FIN_WAIT2,

	/**
	 * Closed by both sides, by this one first: kept by the kernel for a minute, so that
	 * late packets meet nobody else. Belongs to no process any more.
	 */
	TIME_WAIT,

	/** Not connected. */
	CLOSE,

	/** Closed by the other side, and not yet by this one. */
	CLOSE_WAIT,

	/**
	 * Closed by the other side first, then by this one, which the other has to confirm.
	 */
	LAST_ACK,

	/** Waits for others to connect. */
	LISTEN,

	/** Closed by both sides at the same time. */
	CLOSING

}
