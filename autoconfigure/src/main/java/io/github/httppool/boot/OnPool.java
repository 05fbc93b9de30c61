package io.github.httppool.boot;

import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.ClientTransport.ResolvedAddressSelector;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;

/**
 * Puts Spring Boot's builder of connectors on a pool: its clients, and its event loops.
 * To be applied after Spring Boot's own customizer, which sets others, and before those
 * of the application, which may know better.
 */
final class OnPool implements ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> {

	private final PooledHttpClients clients;

	OnPool(PooledHttpClients clients) {
		this.clients = clients;
	}

	@Override
	public ReactorClientHttpConnectorBuilder customize(ReactorClientHttpConnectorBuilder builder) {
		return builder.withHttpClientFactory(this::markedClient)
			.withHttpClientCustomizer(this.clients.pool()::onOwnEventLoops);
	}

	private HttpClient markedClient() {
		return this.clients.pool().httpClient().resolvedAddressesSelector(Mark.INSTANCE);
	}

	/**
	 * Tells whether a builder makes its clients from those given here, and with no other
	 * address selector: whether the application has given it neither clients nor a
	 * selector of its own. Makes a client to find out.
	 */
	static boolean isUntouchedIn(ReactorClientHttpConnectorBuilder builder) {
		AtomicReference<HttpClient> built = new AtomicReference<>();
		builder.withHttpClientCustomizer((client) -> {
			built.set(client);
			return client;
		}).build();
		HttpClient client = Objects.requireNonNull(built.get());
		int hash = client.configuration().channelHash();
		// A client does not tell its selector, but whether another one makes a
		// difference.
		return hash == client.resolvedAddressesSelector(Mark.INSTANCE).configuration().channelHash();
	}

	/**
	 * A selector that leaves all addresses as they are.
	 */
	private enum Mark implements ResolvedAddressSelector<HttpClientConfig> {

		INSTANCE;

		@Override
		public List<? extends SocketAddress> apply(HttpClientConfig config, List<? extends SocketAddress> addresses) {
			return addresses;
		}

	}

}
