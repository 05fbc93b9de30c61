package io.github.httppool.pool;

/**
 * What a dial is waiting for.
 */
public enum DialPhase {

	/** The event loop that is to open the connection. */
	EVENT_LOOP("wait for an event loop to dial"),

	/** An address for the name of the host. */
	DNS("DNS name resolution of"),

	/** The TCP connection to an address, be it a proxy's. */
	TCP("TCP connect to"),

	/** The proxy's answer, that is its own connection to the host. */
	PROXY("proxy CONNECT through"),

	/** The TLS handshake. */
	TLS("TLS handshake with");

	private final String words;

	DialPhase(String words) {
		this.words = words;
	}

	/**
	 * Returns the phase in words that its target follows.
	 * @return as in {@code TLS handshake with}
	 */
	public String words() {
		return this.words;
	}

}
