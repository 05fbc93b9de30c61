package io.github.httppool.netty;

import java.util.Optional;

import io.github.httppool.NetworkTransport;

/**
 * Tells which transports there are on this machine. Looking for the first time loads
 * Netty's native library.
 */
public final class NetworkTransports {

	private NetworkTransports() {
	}

	/**
	 * Returns which transport the pools use if this one is asked for.
	 * @param wanted what is asked for
	 * @return its name, as in {@code httppool.transport}
	 * @throws IllegalArgumentException if it cannot be used here
	 */
	public static String choose(NetworkTransport wanted) {
		return Transport.of(wanted).toString();
	}

	/**
	 * Returns why a transport cannot be used here.
	 * @param wanted what is asked for
	 * @return the reason, with those that can be used, or empty if it can
	 */
	public static Optional<String> reasonAgainst(NetworkTransport wanted) {
		try {
			Transport.of(wanted);
			return Optional.empty();
		}
		catch (IllegalArgumentException ex) {
			return Optional.ofNullable(ex.getMessage());
		}
	}

}
