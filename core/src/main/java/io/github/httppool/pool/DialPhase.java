package io.github.httppool.pool;

import io.github.httppool.CallPhase;

/**
 * What a dial is waiting for.
 */
public enum DialPhase {

	/** The event loop that is to open the connection. */
	EVENT_LOOP("wait for an event loop to dial", CallPhase.CONNECTING),

	/** An address for the name of the host. */
	DNS("DNS name resolution of", CallPhase.DNS),

	/** The TCP connection to an address, be it a proxy's. */
	TCP("TCP connect to", CallPhase.TCP),

	/** The proxy's answer, that is its own connection to the host. */
	PROXY("proxy CONNECT through", CallPhase.CONNECTING),

	/** The TLS handshake. */
	TLS("TLS handshake with", CallPhase.TLS);

	private final String words;

	private final CallPhase callPhase;

	DialPhase(String words, CallPhase callPhase) {
		this.words = words;
		this.callPhase = callPhase;
	}

	/**
	 * Returns the phase in words that its target follows.
	 * @return as in {@code TLS handshake with}
	 */
	public String words() {
		return this.words;
	}

	/**
	 * Returns what a call waits for that waits for the dial.
	 * @return the phase of the call
	 */
	public CallPhase callPhase() {
		return this.callPhase;
	}

}
