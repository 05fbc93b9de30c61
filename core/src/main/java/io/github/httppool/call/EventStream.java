package io.github.httppool.call;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes event streams, which last as long as both sides like: responses that are
 * one, and requests that accept nothing else.
 */
public final class EventStream {

	private static final Set<String> TYPES = Set.of("text/event-stream", "application/x-ndjson");

	private EventStream() {
	}

	/**
	 * Returns whether a response is an event stream.
	 * @param contentType its {@code Content-Type}, if it has one
	 * @return whether the type, regardless of its parameters, is that of an event stream
	 */
	public static boolean is(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		int parameters = contentType.indexOf(';');
		String type = (parameters >= 0) ? contentType.substring(0, parameters) : contentType;
		return TYPES.contains(type.trim().toLowerCase(Locale.ROOT));
	}

	/**
	 * Returns whether a request accepts nothing but event streams. One that accepts other
	 * types as well mostly gets one of those.
	 * @param accept values of its {@code Accept} headers, if it has any
	 * @return whether each media range (RFC 9110, 12.5.1) is that of an event stream
	 */
	public static boolean isOnlyAccepted(@Nullable List<String> accept) {
		if (accept == null || accept.isEmpty()) {
			return false;
		}
		for (String ranges : accept) {
			int start = 0;
			int comma;
			while ((comma = ranges.indexOf(',', start)) >= 0) {
				if (!is(ranges.substring(start, comma))) {
					return false;
				}
				start = comma + 1;
			}
			if (!is(ranges.substring(start))) {
				return false;
			}
		}
		return true;
	}

}
