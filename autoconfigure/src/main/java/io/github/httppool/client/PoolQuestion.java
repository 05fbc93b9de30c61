package io.github.httppool.client;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.client.RestClient;

/**
 * Asks a blocking client whether it runs on a pool, which it does not tell otherwise. Its
 * request factory has to create a request to an address that ours knows, and before it is
 * executed the call is broken off: nothing is ever sent.
 */
public final class PoolQuestion {

	private static final String HOST = "question.httppool.invalid";

	private static final URI ADDRESS = URI.create("http://" + HOST);

	private PoolQuestion() {
	}

	/**
	 * Tells whether the clients that a builder makes run on no pool.
	 * @param builder the builder, which is changed and not to be used again
	 * @return whether they run on no pool
	 * @throws RuntimeException if the application's own code fails before the question
	 */
	public static boolean isOutside(RestClient.Builder builder) {
		RestClient client = builder.observationRegistry(ObservationRegistry.NOOP)
			.requestInitializers(List::clear)
			.requestInterceptors((interceptors) -> {
				interceptors.clear();
				interceptors.add(new BreakOff());
			})
			.build();
		try {
			client.get().uri(ADDRESS).retrieve().toBodilessEntity();
			return false;
		}
		catch (BrokenOffException ex) {
			return true;
		}
		catch (OnPoolException ex) {
			return false;
		}
	}

	/**
	 * Breaks off the creation of a request, if it is the question. Only the host is sure
	 * to be as it was: a client may put an API version into path or query.
	 */
	static void answer(URI uri) {
		if (HOST.equals(uri.getHost())) {
			throw new OnPoolException();
		}
	}

	/**
	 * Breaks off between a request's creation and its execution, when the headers would
	 * be copied from the one to the other.
	 */
	private static final class BreakOff implements ClientHttpRequestInterceptor {

		@Override
		public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
				throws IOException {
			return execution.execute(new HttpRequestWrapper(request) {

				@Override
				public HttpHeaders getHeaders() {
					throw new BrokenOffException();
				}

			}, body);
		}

	}

	private static final class OnPoolException extends RuntimeException {

	}

	private static final class BrokenOffException extends RuntimeException {

	}

}
