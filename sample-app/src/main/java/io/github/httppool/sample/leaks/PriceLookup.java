package io.github.httppool.sample.leaks;

import java.io.IOException;
import java.net.URI;

import org.springframework.http.HttpRequest;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Has an interceptor that rejects a response without closing it.
 */
@Component
class PriceLookup implements Leak {

	private final RestClient client;

	PriceLookup(RestClient.Builder builder) {
		this.client = builder.requestInterceptor(PriceLookup::requireJson).build();
	}

	@Override
	public String name() {
		return "interceptor-drops-response";
	}

	@Override
	public String mistake() {
		return "RestClient: interceptor drops the response";
	}

	@Override
	public void happen(URI uri) {
		try {
			this.client.get().uri(uri).retrieve().toBodilessEntity();
		}
		catch (NotJsonException ex) {
			// As the service would handle it: there is no price.
		}
	}

	private static ClientHttpResponse requireJson(HttpRequest request, byte[] body,
			ClientHttpRequestExecution execution) throws IOException {
		ClientHttpResponse response = execution.execute(request, body);
		if (!MediaType.APPLICATION_JSON.equals(response.getHeaders().getContentType())) {
			throw new NotJsonException();
		}
		return response;
	}

	/**
	 * There is a response, but it contains no price.
	 */
	private static final class NotJsonException extends RuntimeException {

	}

}
