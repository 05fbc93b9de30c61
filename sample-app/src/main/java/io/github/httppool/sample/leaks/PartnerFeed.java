package io.github.httppool.sample.leaks;

import java.net.URI;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Handles a response by waiting for something that never arrives.
 */
@Component
class PartnerFeed implements Leak {

	private static final Log logger = LogFactory.getLog(PartnerFeed.class);

	private final WebClient client;

	PartnerFeed(WebClient.Builder builder) {
		this.client = builder.build();
	}

	@Override
	public String name() {
		return "handler-never-answers";
	}

	@Override
	public String mistake() {
		return "WebClient: exchangeToMono, handler never answers";
	}

	@Override
	public void happen(URI uri) {
		this.client.get()
			.uri(uri)
			.exchangeToMono(PartnerFeed::read)
			.subscribe((answer) -> logger.info("Partner answered"), (failure) -> logger.warn("No feed", failure));
	}

	private static Mono<Object> read(ClientResponse response) {
		return Mono.never();
	}

}
