package io.github.httppool.client;

import java.util.List;
import java.util.function.Consumer;

import reactor.netty.http.client.HttpClientRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * Rules for a request that Reactor Netty repeats with another method, as after a 303 (See
 * Other): it must have neither content nor headers that describe content (RFC 9110,
 * 15.4). After 301, 302, 307 and 308 Reactor Netty keeps the method and repeats the
 * request unchanged.
 */
public final class ChangedMethod {

	/**
	 * The headers that RFC 9110, 15.4, names, and others that make no sense without
	 * content.
	 */
	private static final List<String> CONTENT_HEADERS = List.of(HttpHeaders.CONTENT_DISPOSITION,
			HttpHeaders.CONTENT_ENCODING, HttpHeaders.CONTENT_LANGUAGE, HttpHeaders.CONTENT_LENGTH,
			HttpHeaders.CONTENT_LOCATION, HttpHeaders.CONTENT_RANGE, HttpHeaders.CONTENT_TYPE, "Content-Digest",
			"Digest", HttpHeaders.EXPECT, HttpHeaders.LAST_MODIFIED, "Repr-Digest", HttpHeaders.TRAILER,
			HttpHeaders.TRANSFER_ENCODING);

	private ChangedMethod() {
	}

	/**
	 * Returns whether a request has another method than its call.
	 * @param request the request to be sent
	 * @param called the call's method
	 * @return whether it must be sent without content
	 */
	public static boolean isOf(HttpClientRequest request, HttpMethod called) {
		return !request.method().name().equals(called.name());
	}

	/**
	 * Removes the headers that describe content.
	 * @param remove removes a header by its name
	 */
	public static void removeContentHeaders(Consumer<String> remove) {
		CONTENT_HEADERS.forEach(remove);
	}

}
