package io.github.httppool.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.core.ResolvableType;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Request factories on each pool, for {@code RestClient} and {@code RestTemplate}.
 */
public final class PooledRequestFactories {

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
	 * @return a builder on the shared pool
	 */
	public ClientHttpRequestFactoryBuilder<?> sharedBuilder() {
		PooledHttpClients shared = this.clients.shared();
		return builder(shared, shared.defaults()::over);
	}

	/**
	 * Makes a factory with the settings configured for a pool.
	 * @param pool the pool's name
	 * @return a new factory
	 */
	public ClientHttpRequestFactory create(String pool) {
		return create(pool, settings(pool));
	}

	/**
	 * Makes a factory with just these settings.
	 */
	ClientHttpRequestFactory create(String pool, HttpClientSettings settings) {
		return this.builders.computeIfAbsent(pool, (name) -> builder(this.clients.on(name), UnaryOperator.identity()))
			.build(settings);
	}

	HttpClientSettings settings(String pool) {
		return this.clients.on(pool).defaults().settings();
	}

	@SuppressWarnings("unchecked")
	private ClientHttpRequestFactoryBuilder<?> builder(PooledHttpClients pooled,
			UnaryOperator<HttpClientSettings> precedence) {
		ClientHttpRequestFactoryBuilder<?>[] builder = {
				new HttpPoolClientHttpRequestFactoryBuilder(pooled, precedence, this.streamingBodyExecutor) };
		LambdaSafe.callbacks(ClientHttpRequestFactoryBuilderCustomizer.class, this.customizers, builder[0])
			.invoke((customizer) -> builder[0] = customizer.customize(builder[0]));
		return builder[0];
	}

	/**
	 * Returns the customizers that have no effect, as they are for the builder of another
	 * client library.
	 * @return a sentence for each
	 */
	public List<String> ignoredCustomizers() {
		return this.customizers.stream().flatMap(PooledRequestFactories::describeIfIgnored).toList();
	}

	private static Stream<String> describeIfIgnored(ClientHttpRequestFactoryBuilderCustomizer<?> customizer) {
		Class<?> expected = ResolvableType.forInstance(customizer)
			.as(ClientHttpRequestFactoryBuilderCustomizer.class)
			.getGeneric(0)
			.resolve();
		if (expected == null || expected.isAssignableFrom(HttpPoolClientHttpRequestFactoryBuilder.class)) {
			return Stream.empty();
		}
		return Stream.of("%s customizes a %s and is not applied: RestClient and RestTemplate run on the pool"
			.formatted(customizer, expected.getSimpleName()));
	}

}
