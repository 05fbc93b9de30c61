package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.netty.handler.codec.http.HttpResponseStatus;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;

/**
 * A response of the pool's factory: status, headers, and a body that is complete or still
 * arriving. Closing the response closes the body, the only part that must be released.
 */
final class HttpPoolClientHttpResponse implements ClientHttpResponse {

	private final HttpResponseStatus status;

	private final HttpHeaders headers;

	private final InputStream body;

	HttpPoolClientHttpResponse(HttpResponseStatus status, io.netty.handler.codec.http.HttpHeaders headers,
			InputStream body) {
		this.status = status;
		this.headers = HttpHeaders.readOnlyHttpHeaders(new Netty4HeadersAdapter(headers));
		this.body = body;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.status.code());
	}

	@Override
	public String getStatusText() {
		return this.status.reasonPhrase();
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
		try {
			this.body.close();
		}
		catch (IOException ex) {
			// Neither of our body streams throws this.
			throw new UncheckedIOException(ex);
		}
	}

}
