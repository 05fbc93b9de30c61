package io.github.httppool.webclient;

import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.MultiValueMap;

/**
 * The response that the application holds: the one that arrived, with a
 * {@link LeakTrackingBody}.
 */
final class LeakTrackingResponse implements ClientHttpResponse {

	private final ClientHttpResponse response;

	private final Flux<DataBuffer> body;

	LeakTrackingResponse(ClientHttpResponse response, Flux<DataBuffer> body) {
		this.response = response;
		this.body = body;
	}

	@Override
	public String getId() {
		return this.response.getId();
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.response.getStatusCode();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.getHeaders();
	}

	@Override
	public MultiValueMap<String, ResponseCookie> getCookies() {
		return this.response.getCookies();
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return this.body;
	}

}
