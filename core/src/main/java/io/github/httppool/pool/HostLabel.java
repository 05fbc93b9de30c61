package io.github.httppool.pool;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.github.httppool.text.Printable;

/**
 * Names a remote host as it is shown at the endpoint, in events, in messages and in the
 * log.
 */
public final class HostLabel {

	/** Leaves room for the port. */
	private static final int MAX_HOST = Printable.MAX_LENGTH - "[]:65535".length();

	private HostLabel() {
	}

	/**
	 * Returns host and port.
	 * @param remote where connections go to
	 * @return as in {@code api.example:443} or {@code [::1]:443}
	 */
	public static String of(SocketAddress remote) {
		if (remote instanceof InetSocketAddress inet) {
			String host = Printable.line(inet.getHostString(), MAX_HOST);
			return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + inet.getPort();
		}
		return Printable.line(remote.toString(), Printable.MAX_LENGTH);
	}

}
