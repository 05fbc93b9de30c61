package io.github.httppool.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Describes a read timeout of Netty, whose exception has no message.
 */
public final class NoData {

	private NoData() {
	}

	/**
	 * Describes a read timeout.
	 * @param timeout Netty's exception; its cause is the pool's exception if it happened
	 * on a connection of the pool
	 * @param limit the timeout, if it is known
	 */
	public static String describe(Throwable timeout, @Nullable Duration limit) {
		Throwable cause = timeout.getCause();
		if (cause != null && cause.getMessage() != null) {
			return cause.getMessage();
		}
		return (limit != null) ? "no data for %d ms".formatted(limit.toMillis()) : "no data within the read timeout";
	}

}
