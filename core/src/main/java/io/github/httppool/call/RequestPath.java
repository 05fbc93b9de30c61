package io.github.httppool.call;

/**
 * The part of a URI, or of its template, that may be shown: user-info and query can hold
 * secrets, and the host is shown elsewhere.
 */
public final class RequestPath {

	private static final String AFTER_SCHEME = "://";

	private RequestPath() {
	}

	/**
	 * Describes a request.
	 * @param method HTTP method
	 * @param uri URI or URI template
	 * @return method and path
	 */
	public static String describe(String method, String uri) {
		int begin = begin(uri);
		String path = uri.substring(begin, end(uri, begin, "?#"));
		return method + " " + (path.isEmpty() ? "/" : path);
	}

	/**
	 * Returns a URI without its query.
	 * @param uri the URI
	 * @return all before the query or fragment
	 */
	public static String withoutQuery(String uri) {
		return uri.substring(0, end(uri, 0, "?#"));
	}

	private static int begin(String uri) {
		int scheme = uri.indexOf(AFTER_SCHEME);
		boolean absolute = scheme >= 0 && scheme < end(uri, 0, "/?#");
		return absolute ? end(uri, scheme + AFTER_SCHEME.length(), "/?#") : 0;
	}

	private static int end(String uri, int from, String delimiters) {
		int end = from;
		while (end < uri.length() && delimiters.indexOf(uri.charAt(end)) < 0) {
			end++;
		}
		return end;
	}

}
