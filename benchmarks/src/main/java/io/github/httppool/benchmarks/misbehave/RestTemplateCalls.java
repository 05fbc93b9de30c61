package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.io.OutputStream;

import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.web.client.RequestCallback;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.client.RestTemplate;

/**
 * Calls through a {@link RestTemplate}.
 */
public final class RestTemplateCalls extends BlockingCalls {

	private final RestTemplate template;

	/**
	 * Makes calls through a template.
	 * @param template has the upstream as its root URI
	 */
	public RestTemplateCalls(RestTemplate template) {
		this.template = template;
	}

	@Override
	public String get(String path) {
		return this.template.getForObject(path, String.class);
	}

	@Override
	Received make(Story story) {
		HttpMethod method = HttpMethod.valueOf(story.sending().method());
		boolean streams = story.upload().map(Upload::form).filter(Upload.Form.STREAM::equals).isPresent();
		try {
			if (story.reading() == Reading.WHOLE && !streams) {
				HttpEntity<Object> request = new HttpEntity<>(body(story), headers(story));
				ResponseEntity<byte[]> entity = this.template.exchange(Story.URI_TEMPLATE, method, request,
						byte[].class, story.number());
				return Received.of(entity.getStatusCode(), entity.getHeaders(), entity.getBody());
			}
			return this.template.execute(Story.URI_TEMPLATE, method, (request) -> send(story, request),
					(response) -> read(response, story), story.number());
		}
		catch (RestClientResponseException ex) {
			return Received.of(ex.getStatusCode(), ex.getResponseHeaders(), ex.getResponseBodyAsByteArray());
		}
	}

	private static Object body(Story story) {
		return story.upload()
			.map((upload) -> (upload.form() == Upload.Form.BYTES) ? upload.bytes() : upload.asResource())
			.orElse(null);
	}

	private static HttpHeaders headers(Story story) {
		HttpHeaders headers = new HttpHeaders();
		if (story.asksToClose()) {
			headers.setConnection("close");
		}
		return headers;
	}

	/**
	 * Writes the request, as a {@link RequestCallback} does.
	 */
	private static void send(Story story, ClientHttpRequest request) {
		request.getHeaders().putAll(headers(story));
		story.upload().ifPresent((upload) -> {
			if (upload.hasAnnouncedLength()) {
				request.getHeaders().setContentLength(upload.announced());
			}
			((StreamingHttpOutputMessage) request).setBody(new UploadBody(upload));
		});
	}

	/**
	 * Is repeatable if Spring's converter for the form makes it so.
	 */
	private record UploadBody(Upload upload) implements StreamingHttpOutputMessage.Body {

		@Override
		public void writeTo(OutputStream out) throws IOException {
			this.upload.writeTo(out);
		}

		@Override
		public boolean repeatable() {
			return this.upload.form() == Upload.Form.BYTES;
		}

	}

}
