package io.github.httppool.client;

import java.net.URI;

import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Names a call in messages. User-info and query are left out, because they may contain
 * secrets, and a long path is cut.
 */
public final class RequestName {

	private RequestName() {
	}

	/**
	 * Names a call: method, target and path.
	 * @param method the method
	 * @param uri the URI
	 * @return for example {@code GET https://example.org/orders}
	 */
	public static String of(HttpMethod method, URI uri) {
		String path = Printable.line((uri.getRawPath() != null) ? uri.getRawPath() : "", Printable.MAX_LENGTH);
		String authority = authority(uri);
		return (authority != null) ? "%s %s://%s%s".formatted(method, uri.getScheme(), authority, path)
				: method + " " + path;
	}

	/**
	 * Returns host and port.
	 * @param uri the URI
	 * @return host and port, or {@code null} if there are none
	 */
	public static @Nullable String authority(URI uri) {
		String authority = uri.getRawAuthority();
		return (authority != null)
				? Printable.line(authority.substring(authority.lastIndexOf('@') + 1), Printable.MAX_LENGTH) : null;
	}

}
