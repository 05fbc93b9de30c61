package io.github.httppool.boot;

import java.util.function.UnaryOperator;

import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Builds connectors on a pool, for {@code WebClient}: with Spring Boot's Reactor builder,
 * as customized by the application, and the pool's clients.
 */
final class HttpPoolClientHttpConnectorBuilder implements ClientHttpConnectorBuilder<ClientHttpConnector> {

	private final PooledHttpClients clients;

	private final UnaryOperator<HttpClientSettings> precedence;

	private final ReactorClientHttpConnectorBuilder builder;

	/** Whether the application has set its own clients, which are left unchanged. */
	private final boolean ownClients;

	private final boolean ownSelector;

	/**
	 * Creates a builder of connectors.
	 * @param clients the pool's clients
	 * @param precedence turns the requested settings into those to use
	 * @param builder Spring Boot's builder, {@linkplain PooledConnectorCustomizer on the
	 * pool} and customized
	 */
	HttpPoolClientHttpConnectorBuilder(PooledHttpClients clients, UnaryOperator<HttpClientSettings> precedence,
			ReactorClientHttpConnectorBuilder builder) {
		this.clients = clients;
		this.precedence = precedence;
		HttpClient example = Transport.findHttpClient(builder.build());
		this.ownClients = example != null && !Transport.isPooled(example);
		this.builder = this.ownClients ? builder : builder.withHttpClientCustomizer(clients::customize);
		this.ownSelector = example != null && PooledHttpClients.hasOwnSelector(example);
	}

	@Override
	public ClientHttpConnector build(@Nullable HttpClientSettings asked) {
		HttpClientSettings settings = this.precedence.apply((asked != null) ? asked : HttpClientSettings.defaults());
		return this.clients.build(settings, () -> create(settings));
	}

	private ClientHttpConnector create(HttpClientSettings settings) {
		if (this.ownClients) {
			return this.builder.build(settings);
		}
		ClientHttpConnector connector = this.builder
			.withHttpClientFactory(() -> this.clients.root(settings, this.ownSelector))
			.build(PooledHttpClients.remaining(settings, this.ownSelector));
		return new HttpPoolClientHttpConnector(connector, this.clients.pool().calls(), this.clients.pool().retries());
	}

}
