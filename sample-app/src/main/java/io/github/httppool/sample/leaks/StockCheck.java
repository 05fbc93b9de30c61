package io.github.httppool.sample.leaks;

import java.net.URI;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Has a filter that replaces a response it does not understand with its own, and does not
 * release the body of the original.
 */
@Component
class StockCheck implements Leak {

	private final WebClient client;

	StockCheck(WebClient.Builder builder) {
		this.client = builder.filter(StockCheck::unknownUnlessJson).build();
	}

	@Override
	public String name() {
		return "filter-drops-response";
	}

	@Override
	public String mistake() {
		return "WebClient: filter drops the response";
	}

	@Override
	public void happen(URI uri) {
		this.client.get().uri(uri).retrieve().toBodilessEntity().block();
	}

	private static Mono<ClientResponse> unknownUnlessJson(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request).map(StockCheck::unknownUnlessJson);
	}

	private static ClientResponse unknownUnlessJson(ClientResponse response) {
		boolean json = response.headers().contentType().filter(MediaType.APPLICATION_JSON::equals).isPresent();
		return json ? response : ClientResponse.create(HttpStatus.NO_CONTENT).build();
	}

}
