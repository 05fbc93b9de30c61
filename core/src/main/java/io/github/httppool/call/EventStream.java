package io.github.httppool.call;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Responses that are streams of events: they last for as long as both sides like.
 */
public final class EventStream {

	private static final Set<String> TYPES = Set.of("text/event-stream", "application/x-ndjson");

	private EventStream() {
	}

	/**
	 * Returns whether a response is one.
	 * @param contentType its {@code Content-Type}, if it has one
	 * @return whether the type, whatever its parameters, is one of events
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
