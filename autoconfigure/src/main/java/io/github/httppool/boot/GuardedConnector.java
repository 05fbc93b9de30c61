package io.github.httppool.boot;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Makes calls that ask the guards of their client each time they are subscribed to.
 */
final class GuardedConnector implements ClientHttpConnector {

	private final ClientHttpConnector connector;

	private final List<CallGuard> guards;

	private GuardedConnector(ClientHttpConnector connector, List<CallGuard> guards) {
		this.connector = connector;
		this.guards = guards;
	}

	/**
	 * Guards a connector.
	 * @param connector the connector
	 * @param guards the guards
	 * @return the guarded connector, or the given one if there are no guards
	 */
	static ClientHttpConnector guard(ClientHttpConnector connector, List<CallGuard> guards) {
		return guards.isEmpty() ? connector : new GuardedConnector(connector, guards);
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return new GuardedMono(this.connector.connect(method, uri, requestCallback), this.guards);
	}

}
