package io.github.httppool.benchmarks.floor;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.httppool.benchmarks.harness.Answer;

import org.springframework.http.HttpHeaders;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.MultiValueMap;

/**
 * The status, headers and body of a response that is there before it is asked for: what
 * the server answers, with the headers of NGINX.
 */
final class MemoryResponse {

	private final MultiValueMap<String, String> headers = CollectionUtils
		.toMultiValueMap(new LinkedCaseInsensitiveMap<>());

	private final byte[] body;

	MemoryResponse(Answer answer) {
		this.body = answer.text().getBytes(StandardCharsets.US_ASCII);
		this.headers.put(HttpHeaders.SERVER, List.of("nginx/1.22.1"));
		this.headers.put(HttpHeaders.DATE, List.of("Fri, 20 Nov 2026 10:00:00 GMT"));
		this.headers.put(HttpHeaders.CONTENT_TYPE, List.of("application/json"));
		this.headers.put(HttpHeaders.CONTENT_LENGTH, List.of(Integer.toString(this.body.length)));
		this.headers.put(HttpHeaders.CONNECTION, List.of("keep-alive"));
	}

	/**
	 * Returns a new view of the headers, as a client gives Spring a view of what its
	 * decoder has read: what is parsed from one is not remembered for the next.
	 */
	HttpHeaders headers() {
		return new HttpHeaders(this.headers);
	}

	byte[] body() {
		return this.body;
	}

}
