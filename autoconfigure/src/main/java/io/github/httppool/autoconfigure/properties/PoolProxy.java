package io.github.httppool.autoconfigure.properties;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.httppool.HttpPool;
import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The proxy of a pool: the one that is set for it, or else those of the environment.
 *
 * @param name name of the pool
 * @param proxy the properties as bound
 * @param written knows which of them were set
 */
record PoolProxy(String name, PoolProperties.Proxy proxy, WrittenProperties written) {

	private static final String URL = "proxy.url";

	private static final String USERNAME = "proxy.username";

	private static final String PASSWORD = "proxy.password";

	/** SOCKS counts the bytes of each in one byte (RFC 1929). */
	private static final int MAX_SOCKS_BYTES = 255;

	/**
	 * Returns the settings.
	 * @param environment the proxies that environment variables name
	 */
	ProxySettings settings(ProxySettings environment) {
		String url = this.proxy.getUrl();
		List<String> direct = Objects.requireNonNullElse(this.proxy.getNoProxy(), List.of());
		if (url == null) {
			return environment.andNoProxy(direct);
		}
		return url.isEmpty() ? ProxySettings.NONE : ProxySettings.through(server(url), direct.toArray(String[]::new));
	}

	private ProxyServer server(String url) {
		ProxyServer server = ProxyServer.of(url).namedBy(this.written.find(this.name, URL, url).name());
		String username = username();
		String password = password();
		return (username != null && password != null) ? server.withCredentials(username, password) : server;
	}

	private @Nullable String username() {
		return credential(USERNAME, this.proxy.getUsername());
	}

	private @Nullable String password() {
		return credential(PASSWORD, this.proxy.getPassword());
	}

	private @Nullable String credential(String key, @Nullable String value) {
		return StringUtils.hasLength(value) && !isOfAnotherProxy(key) ? value : null;
	}

	/**
	 * What is told to the shared pool's proxy is not told to the one that a client has
	 * instead.
	 */
	private boolean isOfAnotherProxy(String key) {
		return !this.name.equals(HttpPool.DEFAULT) && this.written.isOwn(this.name, URL)
				&& !this.written.isOwn(this.name, key);
	}

	/**
	 * Returns the properties that contradict each other.
	 * @param properties the properties as bound
	 * @param written where they were written
	 * @return one entry per property and per client that inherits it
	 */
	static List<InvalidProperty> invalid(HttpPoolProperties properties, WrittenProperties written) {
		List<InvalidProperty> invalid = new ArrayList<>(
				new PoolProxy(HttpPool.DEFAULT, properties.getProxy(), written).invalid());
		properties.getClients()
			.forEach((name, client) -> invalid.addAll(new PoolProxy(name, client.getProxy(), written).invalid()));
		return invalid;
	}

	private List<InvalidProperty> invalid() {
		String username = username();
		String password = password();
		if (username == null && password == null) {
			return List.of();
		}
		if (username == null) {
			return refused(PASSWORD, "must come with " + counterpart(PASSWORD, USERNAME));
		}
		if (password == null) {
			return refused(USERNAME, "must come with " + counterpart(USERNAME, PASSWORD));
		}
		String url = this.proxy.getUrl();
		if (url == null || !ProxyServer.isUrl(url)) {
			return List.of();
		}
		if (ProxyServer.hasUserInfo(url)) {
			return refused(USERNAME, "must not be set while %s has user-info".formatted(property(URL).name()));
		}
		return invalid(ProxyServer.of(url).type(), username, password);
	}

	private List<InvalidProperty> invalid(ProxyServer.Type type, String username, String password) {
		return switch (type) {
			case HTTP -> (username.indexOf(':') >= 0)
					? refused(USERNAME, "must not contain a colon, which ends a user name (RFC 7617)") : List.of();
			case SOCKS5 -> (bytes(username) > MAX_SOCKS_BYTES || bytes(password) > MAX_SOCKS_BYTES)
					? refused((bytes(username) > MAX_SOCKS_BYTES) ? USERNAME : PASSWORD,
							"must not be longer than %d bytes (RFC 1929)".formatted(MAX_SOCKS_BYTES))
					: List.of();
		};
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	private List<InvalidProperty> refused(String key, String reason) {
		return List.of(new InvalidProperty(property(key), reason));
	}

	/** Of the same level as the property that it is missed beside. */
	private String counterpart(String key, String missing) {
		String name = property(key).name();
		return name.substring(0, name.length() - key.length()) + missing;
	}

	private WrittenProperty property(String key) {
		return this.written.find(this.name, key, "");
	}

}
