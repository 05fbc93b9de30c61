package io.github.httppool.boot;

import java.util.function.UnaryOperator;

import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.function.SingletonSupplier;

/**
 * Builds connectors on a pool, for {@code WebClient}: with Spring Boot's Reactor builder,
 * as customized by the application, and the pool's clients.
 */
final class HttpPoolClientHttpConnectorBuilder implements ClientHttpConnectorBuilder<ClientHttpConnector> {

	private final PooledHttpClients clients;

	private final UnaryOperator<HttpClientSettings> precedence;

	// Looked at when the first connector is built: many applications build none.
	private final SingletonSupplier<Customized> customized;

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
		this.customized = SingletonSupplier.of(() -> look(builder));
	}

	private Customized look(ReactorClientHttpConnectorBuilder builder) {
		HttpClient example = Transport.findHttpClient(builder.build());
		boolean ownClients = example != null && !Transport.isPooled(example);
		boolean ownSelector = example != null && PooledHttpClients.hasOwnSelector(example);
		return new Customized(ownClients ? builder : builder.withHttpClientCustomizer(this.clients::customize),
				ownClients, ownSelector);
	}

	@Override
	public ClientHttpConnector build(@Nullable HttpClientSettings asked) {
		HttpClientSettings settings = this.precedence.apply((asked != null) ? asked : HttpClientSettings.defaults());
		return this.clients.build(settings, () -> create(settings));
	}

	private ClientHttpConnector create(HttpClientSettings settings) {
		Customized reactor = this.customized.obtain();
		if (reactor.ownClients()) {
			return reactor.builder().build(settings);
		}
		ClientHttpConnector connector = reactor.builder()
			.withHttpClientFactory(() -> this.clients.root(settings, reactor.ownSelector()))
			.build(PooledHttpClients.remaining(settings, reactor.ownSelector()));
		return new HttpPoolClientHttpConnector(connector, this.clients.pool().calls(), this.clients.pool().retries());
	}

	/**
	 * Spring Boot's builder, as the application has customized it.
	 *
	 * @param builder the builder
	 * @param ownClients whether the application has set its own clients, which are left
	 * unchanged
	 * @param ownSelector whether the application has set an address selector
	 */
	private record Customized(ReactorClientHttpConnectorBuilder builder, boolean ownClients, boolean ownSelector) {

	}

}
