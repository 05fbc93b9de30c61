package io.github.httppool.call;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes responses that are event streams, which last as long as both sides like.
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

}
