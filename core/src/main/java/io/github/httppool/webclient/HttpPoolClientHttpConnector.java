package io.github.httppool.webclient;

import java.net.URI;
import java.util.function.Function;

import io.github.httppool.call.Calls;
import io.github.httppool.call.Retries;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Connects a {@code WebClient} to the pool: starts a {@link WebClientCall} for each
 * subscription, so that a response that the application has dropped is noticed.
 */
public final class HttpPoolClientHttpConnector implements ClientHttpConnector {

	private final ClientHttpConnector connector;

	private final Calls calls;

	private final Retries retries;

	/**
	 * Creates a connector.
	 * @param connector makes the calls
	 * @param calls starts each call
	 * @param retries repeats calls that fail
	 */
	public HttpPoolClientHttpConnector(ClientHttpConnector connector, Calls calls, Retries retries) {
		this.connector = connector;
		this.calls = calls;
		this.retries = retries;
	}

	/**
	 * Returns what makes the calls.
	 * @return the connector
	 */
	public ClientHttpConnector connector() {
		return this.connector;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return new WebClientCall(this.connector, this.calls, this.retries, method, uri, requestCallback);
	}

}
