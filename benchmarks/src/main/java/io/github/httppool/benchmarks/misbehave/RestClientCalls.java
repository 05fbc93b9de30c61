package io.github.httppool.benchmarks.misbehave;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

/**
 * Calls through a {@link RestClient}.
 */
public final class RestClientCalls extends BlockingCalls {

	private final RestClient client;

	/**
	 * Makes calls through a client.
	 * @param client has the upstream as its base URL
	 */
	public RestClientCalls(RestClient client) {
		this.client = client;
	}

	@Override
	public String get(String path) {
		return this.client.get().uri(path).retrieve().body(String.class);
	}

	@Override
	Received make(Story story) {
		RestClient.RequestBodySpec request = this.client.method(HttpMethod.valueOf(story.sending().method()))
			.uri(Story.URI_TEMPLATE, story.number());
		if (story.asksToClose()) {
			request.header(HttpHeaders.CONNECTION, "close");
		}
		story.upload().ifPresent((upload) -> send(upload, request));
		return (story.reading() == Reading.WHOLE) ? retrieve(request)
				: request.exchange((sent, response) -> read(response, story));
	}

	private static void send(Upload upload, RestClient.RequestBodySpec request) {
		switch (upload.form()) {
			case BYTES -> request.body(upload.bytes());
			case RESOURCE -> request.body(upload.asResource());
			case STREAM -> {
				if (upload.hasAnnouncedLength()) {
					request.contentLength(upload.announced());
				}
				request.body(upload::writeTo);
			}
		}
	}

	private static Received retrieve(RestClient.RequestBodySpec request) {
		try {
			ResponseEntity<byte[]> entity = request.retrieve().toEntity(byte[].class);
			return Received.of(entity.getStatusCode(), entity.getHeaders(), entity.getBody());
		}
		catch (RestClientResponseException ex) {
			return Received.of(ex.getStatusCode(), ex.getResponseHeaders(), ex.getResponseBodyAsByteArray());
		}
	}

}
