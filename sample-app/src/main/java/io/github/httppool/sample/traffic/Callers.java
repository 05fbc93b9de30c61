package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.util.Map;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Opens a {@link Caller} for each kind of client.
 */
@Component
class Callers {

	private final RestClient restClient;

	private final WebClient webClient;

	private final TrafficProperties properties;

	Callers(RestClient.Builder restClientBuilder, WebClient.Builder webClientBuilder, TrafficProperties properties) {
		this.restClient = restClientBuilder.build();
		this.webClient = webClientBuilder.build();
		this.properties = properties;
	}

	Map<ClientKind, Caller> open() {
		return Map.of(ClientKind.REST, new RestCaller(this.restClient, this.properties.threads()), ClientKind.WEB,
				new WebCaller(this.webClient, this.properties.maxInFlight()));
	}

	void close(Map<ClientKind, Caller> callers) {
		Duration timeout = this.properties.drainTimeout();
		callers.values().forEach((caller) -> caller.close(timeout));
	}

}
