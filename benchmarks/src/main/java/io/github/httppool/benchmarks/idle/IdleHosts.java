package io.github.httppool.benchmarks.idle;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Addresses of 127.0.0.0/8, of which each is a host.
 *
 * @param count how many
 */
record IdleHosts(int count) {

	private static final int PART = 250;

	static final int MAX = PART * PART * PART;

	IdleHosts {
		if (count < 1 || count > MAX) {
			throw new IllegalArgumentException("There are 1 to %,d hosts, not %,d".formatted(MAX, count));
		}
	}

	Stream<String> addresses() {
		return IntStream.range(0, this.count).mapToObj(IdleHosts::address);
	}

	/**
	 * Returns an address that no other number has, beside 127.0.0.1, where others listen.
	 */
	static String address(int number) {
		return "127.%d.%d.%d".formatted(1 + number / (PART * PART), 1 + number / PART % PART, 1 + number % PART);
	}

}
