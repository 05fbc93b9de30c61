package io.github.httppool.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Request factories on each pool, for {@code RestClient} and {@code RestTemplate}.
 */
public final class PooledRequestFactories implements ClientTransports<ClientHttpRequestFactory> {

	private final ClientsByPool clients;

	private final Executor streamingBodyExecutor;

	private final List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers;

	private final Map<String, ClientHttpRequestFactoryBuilder<?>> builders = new ConcurrentHashMap<>();

	/**
	 * Creates the factories.
	 * @param clients the clients they send with
	 * @param streamingBodyExecutor runs the writing of large request bodies
	 * @param customizers the application's customizers, in order
	 */
	public PooledRequestFactories(ClientsByPool clients, Executor streamingBodyExecutor,
			List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
		this.clients = clients;
		this.streamingBodyExecutor = streamingBodyExecutor;
		this.customizers = customizers;
	}

	/**
	 * Returns the builder for all clients that Spring Boot makes.
	 * @param ignored is told of the customizers that have no effect, as they are for the
	 * builder of another client library
	 * @return a builder on the shared pool
	 */
	public ClientHttpRequestFactoryBuilder<?> sharedBuilder(
			Consumer<ClientHttpRequestFactoryBuilderCustomizer<?>> ignored) {
		PooledHttpClients shared = this.clients.shared();
		return builder(shared, shared.defaults()::over, ignored);
	}

	@Override
	public ClientHttpRequestFactory create(String pool, HttpClientSettings settings) {
		return this.builders
			.computeIfAbsent(pool, (name) -> builder(this.clients.on(name), UnaryOperator.identity(), (ignored) -> {
			}))
			.build(settings);
	}

	@Override
	public HttpClientSettings settings(String pool) {
		return this.clients.on(pool).defaults().settings();
	}

	private ClientHttpRequestFactoryBuilder<?> builder(PooledHttpClients pooled,
			UnaryOperator<HttpClientSettings> precedence,
			Consumer<ClientHttpRequestFactoryBuilderCustomizer<?>> ignored) {
		ClientHttpRequestFactoryBuilder<?> builder = new HttpPoolClientHttpRequestFactoryBuilder(pooled, precedence,
				this.streamingBodyExecutor);
		for (ClientHttpRequestFactoryBuilderCustomizer<?> customizer : this.customizers) {
			ClientHttpRequestFactoryBuilder<?> customized = customize(builder, customizer);
			if (customized == null) {
				ignored.accept(customizer);
			}
			else {
				builder = customized;
			}
		}
		return builder;
	}

	/**
	 * Calls a customizer as Spring Boot does, which is not at all if it is for builders
	 * of another type.
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
