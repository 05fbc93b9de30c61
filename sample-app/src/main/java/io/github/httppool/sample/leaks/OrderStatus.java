package io.github.httppool.sample.leaks;

import java.net.URI;

import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Needs only the status, and does not close a response that it has asked to keep open.
 */
@Component
class OrderStatus implements Leak {

	private final RestClient client;

	OrderStatus(RestClient.Builder builder) {
		this.client = builder.build();
	}

	@Override
	public String name() {
		return "exchange-not-closed";
	}

	@Override
	public String mistake() {
		return "RestClient: exchange(…, false), response not closed";
	}

	@Override
	public void happen(URI uri) {
		status(uri);
	}

	private HttpStatusCode status(URI uri) {
		return this.client.get().uri(uri).exchange((request, response) -> response.getStatusCode(), false);
	}

}
