package io.github.httppool.boot;

import java.util.function.UnaryOperator;

import io.github.httppool.client.TrackingConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes connectors on a pool, for {@code WebClient}: Spring Boot's Reactor builder, as
 * the application has customized it, on the pool's clients.
 */
final class HttpPoolClientHttpConnectorBuilder implements ClientHttpConnectorBuilder<ClientHttpConnector> {

	private final PooledHttpClients clients;

	private final UnaryOperator<HttpClientSettings> precedence;

	private final ReactorClientHttpConnectorBuilder builder;

	/**
	 * Whether clients are derived from the pool's shared roots. Not if the application
	 * has set clients or an address selector of its own: SSL bundle and address filter
	 * are left to Spring Boot then, which knows to apply them there, too.
	 */
	private final boolean sharesRoots;

	/**
	 * Creates a builder of connectors.
	 * @param clients the pool's clients
	 * @param precedence makes the settings to use from those asked for
	 * @param builder Spring Boot's builder, {@linkplain OnPool on the pool} and
	 * customized
	 */
	HttpPoolClientHttpConnectorBuilder(PooledHttpClients clients, UnaryOperator<HttpClientSettings> precedence,
			ReactorClientHttpConnectorBuilder builder) {
		this.clients = clients;
		this.precedence = precedence;
		this.builder = builder.withHttpClientCustomizer(clients::customize);
		this.sharesRoots = OnPool.isUntouchedIn(builder);
	}

	@Override
	public ClientHttpConnector build(@Nullable HttpClientSettings asked) {
		HttpClientSettings settings = this.precedence.apply((asked != null) ? asked : HttpClientSettings.defaults());
		return this.clients.build(settings, () -> create(settings));
	}

	private ClientHttpConnector create(HttpClientSettings settings) {
		if (!this.sharesRoots) {
			return this.builder.build(settings);
		}
		ClientHttpConnector connector = this.builder.withHttpClientFactory(() -> this.clients.root(settings))
			.build(PooledHttpClients.remaining(settings));
		return new TrackingConnector(connector, this.clients.pool().callTracker());
	}

}
