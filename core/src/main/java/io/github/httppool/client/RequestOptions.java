package io.github.httppool.client;

import java.util.Map;

import io.github.httppool.call.Call;
import io.github.httppool.call.TimeLimit;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks for, by {@link CallOptions} or {@link CallTimeout}: attributes of its
 * request. What is {@code null} is left to its pool.
 *
 * @param maxAttempts how often it is tried at most
 * @param total how long it may take
 * @param response how long it may take from the request sent to the head of the response
 */
public record RequestOptions(@Nullable Integer maxAttempts, @Nullable TimeLimit total, @Nullable TimeLimit response) {

	/** Attribute of {@link #maxAttempts}. */
	static final String MAX_ATTEMPTS = CallOptions.class.getName() + ".maxAttempts";

	/** Attribute of {@link #total}. */
	static final String TOTAL = CallOptions.class.getName() + ".timeout";

	/** Attribute of {@link #response}. */
	static final String RESPONSE = CallOptions.class.getName() + ".responseTimeout";

	/** A call that asks for nothing: all is left to its pool. */
	public static final RequestOptions NONE = new RequestOptions(null, null, null);

	/**
	 * Returns what a call asks for.
	 * @param attributes those of its request
	 * @return its options; {@link #NONE} if there are none
	 */
	public static RequestOptions of(Map<String, Object> attributes) {
		Integer maxAttempts = get(attributes, MAX_ATTEMPTS, Integer.class);
		TimeLimit total = get(attributes, TOTAL, TimeLimit.class);
		TimeLimit response = get(attributes, RESPONSE, TimeLimit.class);
		return (maxAttempts != null || total != null || response != null)
				? new RequestOptions(maxAttempts, total, response) : NONE;
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
		return this.maxAttempts == null && this.total == null && this.response == null;
	}

	/**
	 * Sets the limits that the call asks for.
	 * @param call the call
	 */
	public void limit(Call call) {
		if (this.total != null) {
			call.limitItselfTo(this.total);
		}
		if (this.response != null) {
			call.limitResponseTo(this.response);
		}
	}

}
