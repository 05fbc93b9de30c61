package io.github.httppool.webclient;

import java.net.URI;
import java.util.function.Function;

import io.github.httppool.leak.CallTracker;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A connector whose calls are followed, so that a response which the application has
 * forgotten is noticed.
 */
public final class HttpPoolClientHttpConnector implements ClientHttpConnector {

	private final ClientHttpConnector connector;

	private final CallTracker tracker;

	/**
	 * Creates a connector.
	 * @param connector makes the calls
	 * @param tracker follows them
	 */
	public HttpPoolClientHttpConnector(ClientHttpConnector connector, CallTracker tracker) {
		this.connector = connector;
		this.tracker = tracker;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return new TrackedCall(this.connector, this.tracker, method, uri, requestCallback);
	}

}
