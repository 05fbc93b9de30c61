package org.springframework.cloud.client.loadbalancer.reactive;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Stands in for Spring Cloud's, which is not on the class path: sends every request to
 * one server.
 *
 * @param <T> type of what it defers to
 */
public class DeferringLoadBalancerExchangeFilterFunction<T extends ExchangeFilterFunction>
		implements ExchangeFilterFunction {

	private final URI server;

	private final AtomicInteger requests = new AtomicInteger();

	public DeferringLoadBalancerExchangeFilterFunction(URI server) {
		this.server = server;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		this.requests.incrementAndGet();
		URI uri = UriComponentsBuilder.fromUri(request.url())
			.host(this.server.getHost())
			.port(this.server.getPort())
			.build()
			.toUri();
		return next.exchange(ClientRequest.from(request).url(uri).build());
	}

	public int requests() {
		return this.requests.get();
	}

}
