package io.github.httppool.netty;

import io.github.httppool.CloseReason;

/**
 * Says to a call why the pool has closed its connection in the middle.
 */
final class BrokenOff {

	private BrokenOff() {
	}

	static String describe(CloseReason reason, String pool) {
		return switch (reason) {
			case ABORTED -> "pool '%s' was closed at shutdown in the middle of the call".formatted(pool);
			case LEAK_RECLAIMED ->
				"pool '%s' has taken the connection back from the call (httppool.leak-detection.reclaim-after)"
					.formatted(pool);
			default -> "pool '%s' has closed the connection in the middle of the call (%s)".formatted(pool, reason);
		};
	}

}
