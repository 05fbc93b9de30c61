package io.github.httppool.boot;

import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.httppool.netty.PooledCalls;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Asks a reactive client whether it runs on a pool, which it does not tell otherwise. A
 * call is assembled, looked at and never subscribed to: nothing is ever sent.
 */
final class ReactivePoolQuestion implements ExchangeFilterFunction {

	private static final URI ADDRESS = URI.create("http://httppool.invalid/question");

	private final AtomicBoolean outside = new AtomicBoolean();

	/**
	 * Tells whether the clients that a builder makes run on no pool.
	 * @param builder the builder, which is changed and not to be used again
	 */
	static boolean isOutside(WebClient.Builder builder) {
		ReactivePoolQuestion question = new ReactivePoolQuestion();
		WebClient client = builder.observationRegistry(ObservationRegistry.NOOP).filters((filters) -> {
			filters.clear();
			filters.add(question);
		}).build();
		client.get().uri(ADDRESS).exchangeToMono((response) -> Mono.empty()).onErrorComplete().subscribe();
		return question.outside.get();
	}

	/**
	 * Tells whether calls by a connector take their connections from no pool.
	 */
	static boolean isOutside(ClientHttpConnector connector) {
		return !PooledCalls.isPooled(connector.connect(HttpMethod.GET, ADDRESS, (request) -> Mono.empty()));
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		this.outside.set(!PooledCalls.isPooled(next.exchange(request)));
		return Mono.empty();
	}

}
