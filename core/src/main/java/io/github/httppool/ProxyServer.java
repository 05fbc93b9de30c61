package io.github.httppool;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that connects to hosts on behalf of a pool. It resolves their names.
 *
 * @param url the proxy's address, as in {@code http://proxy.example:3128}, without
 * credentials
 * @param credentials what the proxy is told if it asks for credentials, {@code null} for
 * none
 * @param origin property or environment variable that names the proxy, for messages;
 * {@code null} if it was set in code
 */
public record ProxyServer(String url, @Nullable Credentials credentials, @Nullable String origin) {

	private static final Pattern URL = Pattern.compile("(?<scheme>[A-Za-z0-9]+)://((?<user>.*)@)?"
			+ "(?<host>\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{N}._-]+):(?<port>[0-9]{1,5})/?");

	private static final int MAX_PORT = 65535;

	/**
	 * Checks the URL.
	 * @throws IllegalArgumentException if it is none of a proxy, or has credentials
	 */
	public ProxyServer {
		if (!isUrl(url) || hasUserInfo(url)) {
			throw new IllegalArgumentException("the URL of a proxy must be http://host:port or socks5://host:port");
		}
	}

	/**
	 * Creates a proxy from its URL.
	 * @param url {@code http://host:port} or {@code socks5://host:port}; user name and
	 * password may stand before the host, as in {@code http://user:password@host:port},
	 * with special characters percent-encoded
	 * @return the proxy
	 * @throws IllegalArgumentException if the URL is none of a proxy; the message does
	 * not repeat it, as it may contain a password
	 */
	public static ProxyServer of(String url) {
		Matcher parts = URL.matcher(url);
		if (!isUrl(url) || !parts.matches()) {
			throw new IllegalArgumentException(
					"the URL of a proxy must be http://host:port or socks5://host:port, perhaps with user:password@ before the host");
		}
		String address = "%s://%s:%s".formatted(parts.group("scheme").toLowerCase(Locale.ROOT), parts.group("host"),
				parts.group("port"));
		return new ProxyServer(address, credentials(parts.group("user")), null);
	}

	private static @Nullable Credentials credentials(@Nullable String userInfo) {
		if (userInfo == null || userInfo.isEmpty()) {
			return null;
		}
		int colon = userInfo.indexOf(':');
		return (colon < 0) ? new Credentials(decoded(userInfo), "")
				: new Credentials(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
	}

	/** A plus is a plus here, unlike in a form. */
	private static String decoded(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	/**
	 * Returns whether a text is the URL of a proxy that can be used.
	 * @param text a text
	 * @return whether {@link #of} accepts it
	 */
	public static boolean isUrl(String text) {
		Matcher parts = URL.matcher(text);
		return parts.matches() && Type.named(parts.group("scheme")) != null && isPort(parts.group("port"))
				&& isDecodable(parts.group("user"));
	}

	private static boolean isPort(String text) {
		int port = Integer.parseInt(text);
		return port > 0 && port <= MAX_PORT;
	}

	private static boolean isDecodable(@Nullable String userInfo) {
		try {
			credentials(userInfo);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Returns whether the URL of a proxy has user name or password in it.
	 * @param url the URL
	 * @return whether it has user-info
	 */
	public static boolean hasUserInfo(String url) {
		Matcher parts = URL.matcher(url);
		return parts.matches() && parts.group("user") != null;
	}

	/**
	 * Returns this proxy with credentials.
	 * @param username user name
	 * @param password password
	 * @return the same proxy with these credentials
	 */
	public ProxyServer withCredentials(String username, String password) {
		return new ProxyServer(this.url, new Credentials(username, password), this.origin);
	}

	/**
	 * Returns this proxy for people to see.
	 * @return the same proxy without credentials
	 */
	public ProxyServer withoutCredentials() {
		return new ProxyServer(this.url, null, this.origin);
	}

	/**
	 * Returns this proxy with the place where it is named.
	 * @param place property or environment variable
	 * @return the same proxy
	 */
	public ProxyServer namedBy(String place) {
		return new ProxyServer(this.url, this.credentials, place);
	}

	/**
	 * Returns how the proxy is spoken with.
	 * @return the type
	 */
	public Type type() {
		return Objects.requireNonNull(Type.named(part("scheme")));
	}

	/**
	 * Returns the proxy's host.
	 * @return name or address, an IPv6 address without brackets
	 */
	public String host() {
		String host = part("host");
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * Returns the proxy's port.
	 * @return the port
	 */
	public int port() {
		return Integer.parseInt(part("port"));
	}

	private String part(String name) {
		Matcher parts = URL.matcher(this.url);
		if (!parts.matches()) {
			throw new IllegalStateException(this.url);
		}
		return parts.group(name);
	}

	/**
	 * Returns URL and origin, as in {@code http://proxy.example:3128 (HTTPS_PROXY)}.
	 */
	@Override
	public String toString() {
		return (this.origin != null) ? "%s (%s)".formatted(this.url, this.origin) : this.url;
	}

	/**
	 * How a proxy is spoken with.
	 */
	public enum Type {

		/** HTTP, by {@code CONNECT} for all targets. */
		HTTP,

		/** SOCKS version 5 (RFC 1928). */
		SOCKS5;

		private static @Nullable Type named(String scheme) {
			return switch (scheme.toLowerCase(Locale.ROOT)) {
				case "http" -> HTTP;
				// To some, the latter alone has the proxy resolve names.
				case "socks5", "socks5h" -> SOCKS5;
				default -> null;
			};
		}

	}

	/**
	 * User name and password. Not a record, and without getters, so that nothing that
	 * writes objects as text or JSON shows them.
	 */
	public static final class Credentials {

		private final String username;

		private final String password;

		Credentials(String username, String password) {
			this.username = username;
			this.password = password;
		}

		/**
		 * Returns the user name.
		 * @return the user name
		 */
		public String username() {
			return this.username;
		}

		/**
		 * Returns the password.
		 * @return the password
		 */
		public String password() {
			return this.password;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Credentials that && this.username.equals(that.username)
					&& this.password.equals(that.password);
		}

		@Override
		public int hashCode() {
			return Objects.hash(this.username, this.password);
		}

		@Override
		public String toString() {
			return "***";
		}

	}

}
