package io.github.httppool.autoconfigure.properties;

import java.net.URI;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * Validates a {@code base-url}.
 */
final class BaseUrl {

	static final String ALLOWED = "must be an absolute http or https URL with a host,"
			+ " without user-info, query and fragment";

	private static final Set<String> SCHEMES = Set.of("http", "https");

	private static final int MAX_PORT = 65535;

	private static final Pattern USER_INFO = Pattern.compile("^(\\s*[a-zA-Z]*:?//)?.*@", Pattern.DOTALL);

	private static final Pattern QUERY_OR_FRAGMENT = Pattern.compile("([?#]).*$", Pattern.DOTALL);

	private BaseUrl() {
	}

	static boolean allowed(String text) {
		return !QUERY_OR_FRAGMENT.matcher(text).find() && isServer(text);
	}

	private static boolean isServer(String text) {
		try {
			// Unlike java.net.URI, this accepts URI variables, such as {tenant} in the
			// path.
			return isServer(UriComponentsBuilder.fromUriString(text).build().toUri());
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return false;
		}
	}

	private static boolean isServer(URI uri) {
		return uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null
				&& uri.getRawUserInfo() == null && uri.getPort() != 0 && uri.getPort() <= MAX_PORT;
	}

	/**
	 * Masks anything that may be secret. Does not rely on a valid URL, because it is used
	 * for values that are not allowed.
	 */
	static String masked(String text) {
		String shown = USER_INFO.matcher(text).replaceFirst((found) -> scheme(found) + "***@");
		return QUERY_OR_FRAGMENT.matcher(shown).replaceFirst("$1***");
	}

	private static String scheme(MatchResult found) {
		return (found.group(1) != null) ? found.group(1) : "";
	}

}
