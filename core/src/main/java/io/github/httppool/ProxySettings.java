package io.github.httppool;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which proxies the connections of a pool go through.
 *
 * @param http the proxy for {@code http} targets, {@code null} for none
 * @param https the proxy for {@code https} targets, {@code null} for none
 * @param noProxy what is reached without a proxy, as {@link NoProxyRules} describes it
 * @param loopback whether {@code localhost} and loopback addresses are reached through
 * the proxies, too
 */
public record ProxySettings(@Nullable ProxyServer http, @Nullable ProxyServer https, List<String> noProxy,
		boolean loopback) {

	/** No proxy. */
	public static final ProxySettings NONE = new ProxySettings(null, null, List.of(), false);

	/**
	 * Keeps a copy of the rules.
	 * @throws IllegalArgumentException if a rule cannot be understood
	 */
	public ProxySettings {
		noProxy = NoProxyRules.of(noProxy).texts();
	}

	/**
	 * Returns settings with one proxy for all targets.
	 * @param proxy the proxy
	 * @param noProxy what is reached without it
	 * @return the settings
	 * @throws IllegalArgumentException if a rule cannot be understood
	 */
	public static ProxySettings through(ProxyServer proxy, String... noProxy) {
		return new ProxySettings(proxy, proxy, List.of(noProxy), true);
	}

	/**
	 * Returns the proxies that environment variables name, as {@link ProxyEnvironment}
	 * describes it.
	 * @param environment the variables, usually {@link System#getenv()}
	 * @return the settings
	 */
	public static ProxySettings fromEnvironment(Map<String, String> environment) {
		return new ProxyEnvironment(environment).settings();
	}

	/**
	 * Returns these settings with more rules of what is reached without a proxy. Without
	 * a proxy there is nothing to add them to.
	 * @param rules the rules to add
	 * @return the changed settings
	 * @throws IllegalArgumentException if a rule cannot be understood
	 */
	public ProxySettings andNoProxy(List<String> rules) {
		boolean none = this.http == null && this.https == null;
		return none ? this : new ProxySettings(this.http, this.https,
				Stream.concat(this.noProxy.stream(), rules.stream()).toList(), this.loopback);
	}

	/**
	 * Returns these settings for people to see.
	 * @return the same settings without credentials
	 */
	public ProxySettings withoutCredentials() {
		return new ProxySettings(withoutCredentials(this.http), withoutCredentials(this.https), this.noProxy,
				this.loopback);
	}

	private static @Nullable ProxyServer withoutCredentials(@Nullable ProxyServer proxy) {
		return (proxy != null) ? proxy.withoutCredentials() : null;
	}

}
