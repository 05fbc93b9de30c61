package io.github.httppool.sample.upstream;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The small JSON body that names the upstream that answered.
 */
final class JsonAnswer {

	private JsonAnswer() {
	}

	static Mono<Void> from(String upstream, HttpServerResponse response) {
		return response.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
			.sendString(Mono.just("{\"upstream\":\"%s\"}".formatted(upstream)))
			.then();
	}

}
