package io.github.httppool.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Creates the connectors of each pool, for {@code WebClient}.
 */
public final class PooledConnectors implements ClientTransports<ClientHttpConnector> {

	private final PooledHttpClientFactories clients;

	private final List<ClientHttpConnectorBuilderCustomizer<?>> customizers;

	private final Map<String, ClientHttpConnectorBuilder<?>> builders = new ConcurrentHashMap<>();

	/**
	 * Creates the connectors.
	 * @param clients the clients they send with
	 * @param customizers Spring Boot's and the application's customizers, in order,
	 * including {@link #onPool(PooledHttpClientFactories)}
	 */
	public PooledConnectors(PooledHttpClientFactories clients,
			List<ClientHttpConnectorBuilderCustomizer<?>> customizers) {
		this.clients = clients;
		this.customizers = customizers;
	}

	/**
	 * Returns the customizer that puts Spring Boot's builder on a pool. It belongs after
	 * Spring Boot's own customizer, which sets its own client and event loops, and before
	 * the application's customizers.
	 * @param clients the pools' clients
	 * @return the customizer
	 */
	public static ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> onPool(
			PooledHttpClientFactories clients) {
		return new PooledConnectorCustomizer(clients.shared());
	}

	/**
	 * Returns the builder for all clients that Spring Boot creates.
	 * @return a builder on the shared pool
	 */
	public ClientHttpConnectorBuilder<?> sharedBuilder() {
		PooledHttpClients shared = this.clients.shared();
		return builder(shared, shared.defaults()::over);
	}

	@Override
	public ClientHttpConnector create(String pool, HttpClientSettings settings) {
		return this.builders.computeIfAbsent(pool, (name) -> builder(this.clients.on(name), UnaryOperator.identity()))
			.build(settings);
	}

	@Override
	public HttpClientSettings settings(String pool) {
		return this.clients.on(pool).defaults().settings();
	}

	@SuppressWarnings("unchecked")
	private ClientHttpConnectorBuilder<?> builder(PooledHttpClients pooled,
			UnaryOperator<HttpClientSettings> precedence) {
		ClientHttpConnectorBuilder<?>[] builder = { ClientHttpConnectorBuilder.reactor() };
		LambdaSafe.callbacks(ClientHttpConnectorBuilderCustomizer.class, customizersFor(pooled), builder[0])
			.invoke((customizer) -> builder[0] = customizer.customize(builder[0]));
		return (builder[0] instanceof ReactorClientHttpConnectorBuilder reactor)
				? new HttpPoolClientHttpConnectorBuilder(pooled, precedence, reactor) : builder[0];
	}

	private List<ClientHttpConnectorBuilderCustomizer<?>> customizersFor(PooledHttpClients pooled) {
		return this.customizers.stream()
			.<ClientHttpConnectorBuilderCustomizer<?>>map(
					(customizer) -> (customizer instanceof PooledConnectorCustomizer)
							? new PooledConnectorCustomizer(pooled) : customizer)
			.toList();
	}

}
