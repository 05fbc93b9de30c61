package io.github.httppool;

/**
 * What a connection is doing.
 */
public enum ConnectionState {

	/** Being opened: DNS, TCP, TLS. */
	CONNECTING,

	/** Leased to a call. */
	ACTIVE,

	/** Open and waiting for a call. */
	IDLE,

	/** Being closed by the pool; its slot is free once the socket is closed. */
	CLOSING

}
