package io.github.httppool.client;

import java.net.URI;

import org.springframework.http.HttpMethod;

/**
 * How messages name a call. User information and query are left out, because they may be
 * secrets.
 */
final class RequestName {

	private RequestName() {
	}

	/**
	 * Names a call: method, target and path.
	 * @param method the method
	 * @param uri the URI
	 * @return for example {@code GET https://example.org/orders}
	 */
	static String of(HttpMethod method, URI uri) {
		if (uri.getHost() == null) {
			return method + " " + uri.getRawPath();
		}
		String port = (uri.getPort() >= 0) ? ":" + uri.getPort() : "";
		return "%s %s://%s%s%s".formatted(method, uri.getScheme(), uri.getHost(), port, uri.getRawPath());
	}

}
