package io.github.httppool.client;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Validates the URI of a call, because Reactor Netty refuses an invalid one without
 * saying what is wrong with it.
 */
public final class Target {

	/** A WebSocket starts as an HTTP request. */
	private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

	private static final int MAX_PORT = 65535;

	private Target() {
	}

	/**
	 * Validates the URI of a call.
	 * @param method the method of the call
	 * @param uri its URI
	 * @return the exception that the call fails with, or {@code null} if the URI is valid
	 */
	public static @Nullable IOException refusal(HttpMethod method, URI uri) {
		String violation = violation(uri);
		return (violation != null)
				? new IOException("%s cannot be sent: %s".formatted(RequestName.of(method, uri), violation)) : null;
	}

	private static @Nullable String violation(URI uri) {
		if (!uri.isAbsolute()) {
			return null;
		}
		if (!SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
			return "unsupported scheme '%s': use http or https".formatted(uri.getScheme());
		}
		if (uri.getHost() != null) {
			return (uri.getPort() <= MAX_PORT) ? null
					: "%d is not a valid port (0 to %d)".formatted(uri.getPort(), MAX_PORT);
		}
		String authority = RequestName.authority(uri);
		if (authority == null || authority.isEmpty()) {
			return "it has no host; use a URI like http://host:port/path";
		}
		return "'%s' is not host and port: %s".formatted(authority, reason(authority));
	}

	private static String reason(String authority) {
		for (int i = 0; i < authority.length(); i++) {
			char c = authority.charAt(i);
			if (c == '_') {
				return "a host name must not contain '_', only letters, digits, '-' and '.'; "
						+ "give the service another name or an alias, or use its address";
			}
			if ("-.:[]%".indexOf(c) < 0 && (c > 'z' || !Character.isLetterOrDigit(c))) {
				return String.format(Locale.ROOT, "a host name consists of letters, digits, '-' and '.', not of '%s'",
						c);
			}
		}
		return "a host name consists of labels of letters, digits and '-', the last of which begins with a letter, "
				+ "and a port is a number";
	}

}
