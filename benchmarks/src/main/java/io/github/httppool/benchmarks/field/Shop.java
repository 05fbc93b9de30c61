package io.github.httppool.benchmarks.field;

import io.github.httppool.HttpPools;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.client.HttpPoolClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * An application on Tomcat whose pages call one of two dependencies each, which are
 * behind one host. Before, with one client; after, with a client that has a pool of its
 * own for each.
 */
@RestController
class Shop {

	/** Names of the clients. */
	static final String PAYMENT = "payment";

	static final String INVENTORY = "inventory";

	private final RestClient payment;

	private final RestClient inventory;

	Shop(RestClient.Builder builder, HttpPoolClients clients, ObjectProvider<HttpPools> pools,
			@Value("${upstream}") String upstream) {
		HttpPoolClients pooled = (pools.getIfAvailable() != null) ? clients : null;
		RestClient shared = builder.baseUrl(upstream).build();
		this.payment = (pooled != null) ? pooled.restClient(PAYMENT) : shared;
		this.inventory = (pooled != null) ? pooled.restClient(INVENTORY) : shared;
	}

	@GetMapping(FieldServer.PAYMENT)
	String pay() {
		return call(this.payment, FieldServer.PAYMENT);
	}

	@GetMapping(FieldServer.INVENTORY)
	String look() {
		return call(this.inventory, FieldServer.INVENTORY);
	}

	private static String call(RestClient client, String path) {
		String answer = client.get().uri(path).retrieve().body(String.class);
		Upstream.check(answer);
		return String.valueOf(answer);
	}

	@ExceptionHandler
	ResponseEntity<String> fail(RestClientException failure) {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(Calls.failure(failure));
	}

}
