package io.github.httppool.client;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.github.httppool.call.TimeLimit;

/**
 * Options of one call, for {@code RestClient} and {@code WebClient} alike:
 * {@code client.get().uri(..).attributes(CallOptions.timeout(ofMillis(200)))}. A call may
 * have several; of the same one, the last counts. They go before what was configured for
 * the pool. An interceptor of a {@code RestTemplate} sets them by
 * {@code CallOptions.noRetry().accept(request.getAttributes())}. A {@code WebClient} that
 * Spring Boot has not configured needs the filter {@code CallOptionsFilter}, and must
 * have it behind those that change method or path.
 */
public final class CallOptions {

	private CallOptions() {
	}

	/**
	 * Ends a call that takes longer, in place of {@code timeouts.total}: waiting for a
	 * connection, redirects, repeated attempts with their pauses and the body included.
	 * Unlike that, it always ends a body that flows, and event streams.
	 * @param limit how long the call may take, from a millisecond to 24 days
	 * @return sets an attribute of the request
	 * @throws IllegalArgumentException if it is out of range
	 */
	public static Consumer<Map<String, Object>> timeout(Duration limit) {
		TimeLimit total = new TimeLimit(limit, "CallOptions.timeout");
		return (attributes) -> attributes.put(RequestOptions.TOTAL, total);
	}

	/**
	 * Limits the time from the request sent to the head of the response, in place of
	 * {@code timeouts.response} and of a read timeout of the client. A timeout that the
	 * application sets on Reactor Netty's own request goes before this.
	 * @param limit how long it may take, from a millisecond to 24 days
	 * @return sets an attribute of the request
	 * @throws IllegalArgumentException if it is out of range
	 */
	public static Consumer<Map<String, Object>> responseTimeout(Duration limit) {
		TimeLimit response = new TimeLimit(limit, "CallOptions.responseTimeout");
		return (attributes) -> attributes.put(RequestOptions.RESPONSE, response);
	}

	/**
	 * Says that a call keeps its connection for as long as it likes: a long poll, or a
	 * stream whose {@code Content-Type} does not show it. Event streams and upgrades are
	 * recognized without it.
	 * <p>
	 * The call counts in {@code pool.max-streaming-connections} from the start. Like an
	 * event stream it may pause, is never suspected of leaking, is not ended by
	 * {@code timeouts.total}, and is ended when its pool is drained. It still has
	 * {@code timeouts.response} for the head of its response, which a long poll extends
	 * by {@link #responseTimeout}.
	 * @return sets an attribute of the request
	 */
	public static Consumer<Map<String, Object>> streaming() {
		return (attributes) -> attributes.put(RequestOptions.STREAMING, Boolean.TRUE);
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
		return (attributes) -> attributes.put(RequestOptions.MAX_ATTEMPTS, attempts);
	}

}
