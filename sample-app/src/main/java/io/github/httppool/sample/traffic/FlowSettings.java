package io.github.httppool.sample.traffic;

import org.springframework.util.Assert;

/**
 * The settings of a flow that may change while it runs.
 *
 * @param rate calls per second
 * @param client which client makes them
 */
record FlowSettings(int rate, ClientKind client) {

	static final int MAX_RATE = 500;

	FlowSettings {
		requireRate(rate);
	}

	static void requireRate(int rate) {
		Assert.isTrue(rate >= 0 && rate <= MAX_RATE,
				() -> "rate must be 0 to %d calls per second, not %d".formatted(MAX_RATE, rate));
	}

}
