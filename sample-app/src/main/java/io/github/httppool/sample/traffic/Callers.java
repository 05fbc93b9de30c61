package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Opens a {@link Caller} for each kind of client, using every way to get one: Spring's
 * builders for the shared pool, and a qualifier or an HTTP service group for a named
 * pool.
 */
@Component
class Callers {

	private static final Duration LAST_CALLS = Duration.ofSeconds(5);

	private final RestClient restClient;

	private final WebClient webClient;

	private final RestClient payment;

	private final InventoryService inventory;

	private final TrafficProperties properties;

	Callers(RestClient.Builder restClientBuilder, WebClient.Builder webClientBuilder,
			@Qualifier("payment") RestClient payment, InventoryService inventory, TrafficProperties properties) {
		this.restClient = restClientBuilder.build();
		this.webClient = webClientBuilder.build();
		this.payment = payment;
		this.inventory = inventory;
		this.properties = properties;
	}

	Map<ClientKind, Caller> open() {
		int threads = this.properties.threads();
		return Map.of(ClientKind.REST, BlockingCaller.by(this.restClient, threads), ClientKind.WEB,
				new WebCaller(this.webClient, this.properties.maxInFlight()), ClientKind.INVENTORY,
				new BlockingCaller(this.inventory::get, threads), ClientKind.PAYMENT,
				BlockingCaller.by(this.payment, threads));
	}

	/**
	 * Waits until their calls have ended, which they have when the pools are drained:
	 * some threads may not have noticed yet.
	 */
	void awaitCalls(Collection<Caller> callers) {
		long deadline = System.nanoTime() + LAST_CALLS.toNanos();
		callers.forEach((caller) -> caller.awaitCalls(Duration.ofNanos(deadline - System.nanoTime())));
	}

}
