package io.github.httppool.boot;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;

/**
 * Puts Spring Boot's connector builder on a pool: sets the pool's clients and event
 * loops. To be applied after Spring Boot's own customizer, which sets others, and before
 * the application's customizers, which may override it.
 */
final class PooledConnectorCustomizer
		implements ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> {

	private final PooledHttpClients clients;

	PooledConnectorCustomizer(PooledHttpClients clients) {
		this.clients = clients;
	}

	@Override
	public ReactorClientHttpConnectorBuilder customize(ReactorClientHttpConnectorBuilder builder) {
		return builder.withHttpClientFactory(this.clients::markedClient)
			.withHttpClientCustomizer(this.clients.pool()::onOwnEventLoops);
	}

}
