package io.github.httppool.sample.leaks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.stereotype.Component;

/**
 * Uses the request factory directly, where nothing else closes the response.
 */
@Component
class HealthProbe implements Leak {

	private final ClientHttpRequestFactory requestFactory;

	HealthProbe(ClientHttpRequestFactory requestFactory) {
		this.requestFactory = requestFactory;
	}

	@Override
	public String name() {
		return "request-factory-not-closed";
	}

	@Override
	public String mistake() {
		return "ClientHttpRequestFactory: response not closed";
	}

	@Override
	public void happen(URI uri) {
		try {
			isHealthy(uri);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isHealthy(URI uri) throws IOException {
		return this.requestFactory.createRequest(uri, HttpMethod.GET).execute().getStatusCode().is2xxSuccessful();
	}

}
