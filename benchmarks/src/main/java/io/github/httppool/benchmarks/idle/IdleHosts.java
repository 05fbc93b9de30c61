package io.github.httppool.benchmarks.idle;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Addresses of 127.0.0.0/8, of which each is a host.
 */
final class IdleHosts {

	private static final int PART = 250;

	static final int MAX = PART * PART * PART;

	private IdleHosts() {
	}

	/**
	 * Returns as many addresses, each of which has a number of its own.
	 * @param first the first number
	 * @param count how many
	 */
	static Stream<String> addresses(int first, int count) {
		if (first < 0 || count < 1 || count > MAX - first) {
			throw new IllegalArgumentException(
					"There are %,d hosts, and not %,d from %,d on".formatted(MAX, count, first));
		}
		return IntStream.range(first, first + count).mapToObj(IdleHosts::address);
	}

	/**
	 * None of them is 127.0.0.1, where others listen.
	 */
	private static String address(int number) {
		return "127.%d.%d.%d".formatted(1 + number / (PART * PART), 1 + number / PART % PART, 1 + number % PART);
	}

}
