package io.github.httppool.client;

import java.util.List;
import java.util.Map;

import io.github.httppool.call.Call;
import io.github.httppool.call.EventStream;
import io.github.httppool.call.Streaming;
import io.github.httppool.call.TimeLimit;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks for, by {@link CallOptions}, {@link CallTimeout} or
 * {@link StreamingCall}, which are attributes of its request, or by what it accepts. What
 * is {@code null} is left to its pool.
 *
 * @param maxAttempts how often it is tried at most
 * @param total how long it may take
 * @param response how long it may take from the request sent to the head of the response
 * @param streaming whether it is known to keep its connection for as long as it likes
 */
public record RequestOptions(@Nullable Integer maxAttempts, @Nullable TimeLimit total, @Nullable TimeLimit response,
		Streaming streaming) {

	/** Attribute of {@link #maxAttempts}. */
	static final String MAX_ATTEMPTS = CallOptions.class.getName() + ".maxAttempts";

	/** Attribute of {@link #total}. */
	static final String TOTAL = CallOptions.class.getName() + ".timeout";

	/** Attribute of {@link #response}. */
	static final String RESPONSE = CallOptions.class.getName() + ".responseTimeout";

	/** Attribute that is there if a call is {@link Streaming#DECLARED}. */
	static final String STREAMING = CallOptions.class.getName() + ".streaming";

	/** A call that asks for nothing: all is left to its pool. */
	public static final RequestOptions NONE = new RequestOptions(null, null, null, Streaming.UNKNOWN);

	/**
	 * Returns what a call asks for.
	 * @param attributes those of its request
	 * @param accept values of its {@code Accept} headers, if it has any
	 * @return its options; {@link #NONE} if there are none
	 */
	public static RequestOptions of(Map<String, Object> attributes, @Nullable List<String> accept) {
		Integer maxAttempts = get(attributes, MAX_ATTEMPTS, Integer.class);
		TimeLimit total = get(attributes, TOTAL, TimeLimit.class);
		TimeLimit response = get(attributes, RESPONSE, TimeLimit.class);
		Streaming streaming = streaming(attributes, accept);
		return (maxAttempts != null || total != null || response != null || streaming != Streaming.UNKNOWN)
				? new RequestOptions(maxAttempts, total, response, streaming) : NONE;
	}

	private static Streaming streaming(Map<String, Object> attributes, @Nullable List<String> accept) {
		if (attributes.containsKey(STREAMING)) {
			return Streaming.DECLARED;
		}
		return EventStream.isOnlyAccepted(accept) ? Streaming.REQUESTED : Streaming.UNKNOWN;
	}

	private static <T> @Nullable T get(Map<String, Object> attributes, String name, Class<T> type) {
		Object value = attributes.get(name);
		return type.isInstance(value) ? type.cast(value) : null;
	}

	/**
	 * Returns whether the call asks for nothing.
	 * @return whether all is left to its pool
	 */
	public boolean areNone() {
		return this.maxAttempts == null && this.total == null && this.response == null
				&& this.streaming == Streaming.UNKNOWN;
	}

	/**
	 * Tells a call its limits and what is known of its length. The attempts are for its
	 * retries.
	 * @param call the call
	 */
	public void applyTo(Call call) {
		call.streams(this.streaming);
		if (this.total != null) {
			call.limitItselfTo(this.total);
		}
		if (this.response != null) {
			call.limitResponseTo(this.response);
		}
	}

}
