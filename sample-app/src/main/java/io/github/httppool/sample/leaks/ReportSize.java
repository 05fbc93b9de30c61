package io.github.httppool.sample.leaks;

import java.net.URI;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Needs only the headers, and never subscribes to the body that comes with them.
 */
@Component
class ReportSize implements Leak {

	private final WebClient client;

	ReportSize(WebClient.Builder builder) {
		this.client = builder.build();
	}

	@Override
	public String name() {
		return "flux-not-subscribed";
	}

	@Override
	public String mistake() {
		return "WebClient: toEntityFlux, body never subscribed to";
	}

	@Override
	public void happen(URI uri) {
		size(uri).block();
	}

	private Mono<Long> size(URI uri) {
		return this.client.get()
			.uri(uri)
			.retrieve()
			.toEntityFlux(DataBuffer.class)
			.map(HttpEntity::getHeaders)
			.map(HttpHeaders::getContentLength);
	}

}
