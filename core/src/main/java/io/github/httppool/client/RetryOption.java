package io.github.httppool.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How often a call asks to be tried, by {@link CallOptions}: an attribute of its request.
 */
public final class RetryOption {

	/** Name of the attribute. */
	static final String ATTRIBUTE = CallOptions.class.getName() + ".maxAttempts";

	private RetryOption() {
	}

	/**
	 * Returns how often a call asks to be tried.
	 * @param attributes those of its request
	 * @return how often, or {@code null} if it leaves that to its pool
	 */
	public static @Nullable Integer of(Map<String, Object> attributes) {
		return (attributes.get(ATTRIBUTE) instanceof Integer maxAttempts) ? maxAttempts : null;
	}

}
