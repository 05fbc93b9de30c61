package io.github.httppool.client;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Options of one call, for {@code RestClient} and {@code WebClient} alike:
 * {@code client.get().uri(..).attributes(CallOptions.noRetry())}. They go before what was
 * configured for the pool. A {@code WebClient} that Spring Boot has not configured needs
 * the filter {@code CallOptionsFilter}, and must have it behind those that change method
 * or path.
 */
public final class CallOptions {

	private CallOptions() {
	}

	/**
	 * Tries a call once, whatever the pool is configured to do.
	 * @return sets an attribute of the request
	 */
	public static Consumer<Map<String, Object>> noRetry() {
		return maxAttempts(1);
	}

	/**
	 * Tries a call so often, whatever the pool is configured to do. This says as well
	 * that the call may be repeated: that a {@code POST} or {@code PATCH} does no harm
	 * when it reaches the server twice, and that a body that a {@code WebClient} streams
	 * from a publisher is the same when it is subscribed to again.
	 * @param attempts how often at most, the first time included; at least 1
	 * @return sets an attribute of the request
	 * @throws IllegalArgumentException if it is less than 1
	 */
	public static Consumer<Map<String, Object>> maxAttempts(int attempts) {
		if (attempts < 1) {
			throw new IllegalArgumentException("maxAttempts is %d, but must be 1 or more".formatted(attempts));
		}
		return (attributes) -> attributes.put(RetryOption.ATTRIBUTE, attempts);
	}

}
