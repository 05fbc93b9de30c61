package io.github.httppool.e2e.busy;

import reactor.core.publisher.Mono;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls with either client, and says what becomes of each call.
 */
class Calls {

	private final RestClient restClient;

	private final WebClient webClient;

	Calls(RestClient restClient, WebClient webClient) {
		this.restClient = restClient;
		this.webClient = webClient;
	}

	void block(String url) {
		try {
			this.restClient.get().uri(url).retrieve().body(String.class);
		}
		catch (RuntimeException ex) {
			failed(url, ex);
			throw ex;
		}
		answered(url);
	}

	Mono<String> call(String url) {
		return this.webClient.get()
			.uri(url)
			.retrieve()
			.bodyToMono(String.class)
			.doOnSuccess((answer) -> answered(url))
			.doOnError((ex) -> failed(url, ex))
			.doOnCancel(() -> System.out.println("cancelled " + url));
	}

	private static void answered(String url) {
		System.out.println("answered " + url);
	}

	private static void failed(String url, Throwable ex) {
		System.out.println("failed " + url + ": " + ex);
	}

}
