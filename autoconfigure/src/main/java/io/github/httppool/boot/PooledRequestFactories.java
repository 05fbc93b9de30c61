package io.github.httppool.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates the request factories of each pool, for {@code RestClient} and
 * {@code RestTemplate}.
 */
public final class PooledRequestFactories implements ClientTransports<ClientHttpRequestFactory> {

	private final PooledHttpClientFactories clients;

	private final Executor streamingBodyExecutor;

	private final List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers;

	private final Map<String, ClientHttpRequestFactoryBuilder<?>> builders = new ConcurrentHashMap<>();

	/**
	 * Creates the factories.
	 * @param clients the clients they send with
	 * @param streamingBodyExecutor writes large request bodies
	 * @param customizers the application's customizers, in order
	 */
	public PooledRequestFactories(PooledHttpClientFactories clients, Executor streamingBodyExecutor,
			List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
		this.clients = clients;
		this.streamingBodyExecutor = streamingBodyExecutor;
		this.customizers = customizers;
	}

	/**
	 * Returns the builder for all clients that Spring Boot creates.
	 * @param report is notified of the effect of each customizer
	 * @return a builder on the shared pool
	 */
	public ClientHttpRequestFactoryBuilder<?> sharedBuilder(
			BiConsumer<ClientHttpRequestFactoryBuilderCustomizer<?>, Customization> report) {
		PooledHttpClients shared = this.clients.shared();
		return builder(shared, shared.defaults()::over, report);
	}

	@Override
	public ClientHttpRequestFactory create(String pool, HttpClientSettings settings) {
		return this.builders.computeIfAbsent(pool,
				(name) -> builder(this.clients.on(name), UnaryOperator.identity(), (customizer, customization) -> {
				}))
			.build(settings);
	}

	@Override
	public HttpClientSettings settings(String pool) {
		return this.clients.on(pool).defaults().settings();
	}

	/**
	 * A customizer for any builder gets the builder on the pool; one for Spring Boot's
	 * Reactor builder gets the builder that creates its clients.
	 */
	private ClientHttpRequestFactoryBuilder<?> builder(PooledHttpClients pooled,
			UnaryOperator<HttpClientSettings> precedence,
			BiConsumer<ClientHttpRequestFactoryBuilderCustomizer<?>, Customization> report) {
		HttpPoolClientHttpRequestFactoryBuilder onPool = new HttpPoolClientHttpRequestFactoryBuilder(pooled, precedence,
				this.streamingBodyExecutor);
		ClientHttpRequestFactoryBuilder<?> builder = onPool;
		for (ClientHttpRequestFactoryBuilderCustomizer<?> customizer : this.customizers) {
			ClientHttpRequestFactoryBuilder<?> customized = customize(builder, customizer);
			builder = (customized != null) ? customized : builder;
			report.accept(customizer,
					(customized != null) ? Customization.APPLIED : customizeReactor(onPool, customizer));
		}
		return builder;
	}

	private static Customization customizeReactor(HttpPoolClientHttpRequestFactoryBuilder onPool,
			ClientHttpRequestFactoryBuilderCustomizer<?> customizer) {
		return (customize(onPool.reactor(), customizer) instanceof ReactorClientHttpRequestFactoryBuilder reactor)
				? onPool.takeOver(reactor) : Customization.OTHER_LIBRARY;
	}

	/**
	 * Calls a customizer as Spring Boot does: not at all if it is for builders of another
	 * type.
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static @Nullable ClientHttpRequestFactoryBuilder<?> customize(ClientHttpRequestFactoryBuilder<?> builder,
			ClientHttpRequestFactoryBuilderCustomizer customizer) {
		return (ClientHttpRequestFactoryBuilder<?>) LambdaSafe
			.callback(ClientHttpRequestFactoryBuilderCustomizer.class, customizer, builder)
			.invokeAnd((fitting) -> fitting.customize(builder))
			.get(null);
	}

}
