package io.github.httppool.benchmarks.floor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

import io.github.httppool.benchmarks.harness.Answer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A transport for {@code RestClient} that has no network and no other thread: what a call
 * costs over it is Spring's part.
 */
public final class MemoryRequestFactory implements ClientHttpRequestFactory {

	private final MemoryResponse response;

	private final LongAdder answered = new LongAdder();

	public MemoryRequestFactory(Answer answer) {
		this.response = new MemoryResponse(answer);
	}

	/**
	 * Returns how many requests have been answered.
	 */
	public long answered() {
		return this.answered.sum();
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new Request(uri, method);
	}

	/**
	 * A request that goes nowhere.
	 */
	private final class Request extends AbstractClientHttpRequest {

		private final URI uri;

		private final HttpMethod method;

		Request(URI uri, HttpMethod method) {
			this.uri = uri;
			this.method = method;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		protected OutputStream getBodyInternal(HttpHeaders headers) {
			return new ByteArrayOutputStream();
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers) {
			MemoryRequestFactory.this.answered.increment();
			return new Response(MemoryRequestFactory.this.response);
		}

	}

	/**
	 * A response whose body has arrived.
	 */
	private static final class Response implements ClientHttpResponse {

		private final HttpHeaders headers;

		private final InputStream body;

		Response(MemoryResponse response) {
			this.headers = response.headers();
			this.body = new ByteArrayInputStream(response.body());
		}

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public String getStatusText() {
			return HttpStatus.OK.getReasonPhrase();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

		@Override
		public void close() {
			// There is nothing to give back.
		}

	}

}
