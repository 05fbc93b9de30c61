package io.github.httppool.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.httppool.client.HttpPoolCustomizer;
import io.github.httppool.netty.PooledClients;
import io.github.httppool.netty.ReactorHttpPool;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;

/**
 * Builds the Reactor Netty clients of one pool, as Spring Boot's builders do, in three
 * steps: a root with the settings that decide which connections may be shared, the
 * remaining settings, the application's customizers.
 */
final class PooledHttpClients {

	/**
	 * Bounds memory in case an application creates an SSL bundle for each client.
	 */
	private static final int MAX_ROOTS = 256;

	private final ReactorHttpPool pool;

	private final PoolClientDefaults defaults;

	private final List<HttpPoolCustomizer> customizers;

	private final SettingRules rules;

	private final ReloadableBundles bundles;

	private final Map<String, FollowedBundle> followed = new ConcurrentHashMap<>();

	private final ConcurrentLruCache<HttpClientSettings, HttpClient> roots = new ConcurrentLruCache<>(MAX_ROOTS,
			this::createRoot);

	PooledHttpClients(ReactorHttpPool pool, PoolClientDefaults defaults, ReloadableBundles bundles,
			List<HttpPoolCustomizer> customizers) {
		this.pool = pool;
		this.defaults = defaults;
		this.bundles = bundles;
		this.customizers = customizers;
		this.rules = new SettingRules(this::createRoot,
				(setting, value) -> defaults.properties(pool.name(), setting, value));
	}

	ReactorHttpPool pool() {
		return this.pool;
	}

	PoolClientDefaults defaults() {
		return this.defaults;
	}

	/**
	 * Returns the pool's client, marked for {@link #hasOwnSelector}.
	 */
	HttpClient markedClient() {
		return AddressSelectorMark.putOn(this.pool.httpClient());
	}

	/**
	 * Returns whether a client derived from {@link #markedClient()} has been given an
	 * address selector by the application.
	 */
	static boolean hasOwnSelector(HttpClient client) {
		return !AddressSelectorMark.isOn(client);
	}

	/**
	 * Returns the root from which clients with these settings are derived. It has the SSL
	 * bundle and address filter, and is the same for equal ones, and for all versions of
	 * a bundle that is reloaded. Spring Boot would create new objects for every client,
	 * and connections created with different objects are not shared.
	 * @param settings the settings
	 * @param ownSelector whether the application has an address selector of its own: if
	 * so, the filter is left to Spring Boot, which applies both
	 */
	HttpClient root(HttpClientSettings settings, boolean ownSelector) {
		SslBundle bundle = settings.sslBundle();
		return this.roots
			.get(HttpClientSettings.ofSslBundle((bundle != null) ? this.bundles.representative(bundle) : null)
				.withInetAddressFilter(ownSelector ? null : settings.inetAddressFilter()));
	}

	private HttpClient createRoot(HttpClientSettings settings) {
		SslBundle bundle = settings.sslBundle();
		String name = (bundle != null) ? this.bundles.name(bundle) : null;
		if (name == null) {
			return createFixedRoot(settings);
		}
		SslContext following = this.followed
			.computeIfAbsent(name, (key) -> new FollowedBundle(this.pool, this.bundles, key, this::context))
			.context();
		// What Spring Boot does with the context that it makes of a bundle.
		return createFixedRoot(settings.withSslBundle(null)).secure((tls) -> tls.sslContext(following));
	}

	/**
	 * Makes of a bundle what Spring Boot would.
	 */
	private SslContext context(SslBundle bundle) {
		HttpClient root = createFixedRoot(HttpClientSettings.ofSslBundle(bundle));
		SslProvider provider = root.configuration().sslProvider();
		Assert.state(provider != null, "An SSL bundle has no effect");
		return provider.getSslContext();
	}

	private HttpClient createFixedRoot(HttpClientSettings settings) {
		HttpClient root = new ReactorHttpClientBuilder().withHttpClientFactory(this.pool::httpClient)
			.withoutHttpClientDefaults()
			.build(settings);
		assertTlsIsPossible(root);
		return root;
	}

	/**
	 * Otherwise an unknown protocol or cipher would only be noticed at the first
	 * handshake.
	 */
	private static void assertTlsIsPossible(HttpClient client) {
		SslProvider provider = client.configuration().sslProvider();
		if (provider != null) {
			ReferenceCountUtil.release(provider.getSslContext().newEngine(ByteBufAllocator.DEFAULT));
		}
	}

	/**
	 * Builds something from these clients.
	 * @param <T> what is built
	 * @param settings the settings it is built with
	 * @param builder builds it
	 * @return what was built
	 * @throws RefusedSettingException if a setting cannot be used
	 */
	<T> T build(HttpClientSettings settings, Supplier<T> builder) {
		return this.rules.build(settings, builder);
	}

	/**
	 * Checks that clients that set nothing themselves can be built.
	 * @throws RefusedSettingException if a setting cannot be used
	 */
	void assertCanBeBuilt() {
		HttpClientSettings settings = this.defaults.settings();
		build(settings, () -> new ReactorHttpClientBuilder().withHttpClientFactory(() -> root(settings, false))
			.build(remaining(settings, false)));
	}

	/**
	 * Returns the settings that the root does not cover.
	 */
	static HttpClientSettings remaining(HttpClientSettings settings, boolean ownSelector) {
		return settings.withSslBundle(null).withInetAddressFilter(ownSelector ? settings.inetAddressFilter() : null);
	}

	HttpClient customize(HttpClient client) {
		HttpClient customized = client;
		for (HttpPoolCustomizer customizer : this.customizers) {
			customized = customizer.customize(this.pool.name(), customized);
			assertOnPool(customized, customizer);
		}
		return customized;
	}

	private void assertOnPool(@Nullable HttpClient customized, HttpPoolCustomizer customizer) {
		Assert.state(customized != null && PooledClients.isPooled(customized),
				() -> "%s has made a client that is not on pool '%s': it must be derived from the one given"
					.formatted(customizer.getClass().getName(), this.pool.name()));
	}

}
