package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Writes addresses as a person does.
 */
final class Addresses {

	private Addresses() {
	}

	/**
	 * Returns an address in figures, or by name if it has not been resolved.
	 * @param address the address
	 * @return as in {@code 10.0.0.7:443}, {@code [::1]:443} or {@code api.example:443}
	 */
	static String literal(SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			InetAddress resolved = inet.getAddress();
			String host = (resolved != null) ? resolved.getHostAddress() : inet.getHostString();
			return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + inet.getPort();
		}
		return address.toString();
	}

}
