package io.github.httppool.benchmarks.misbehave;

import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * Random choices that are the same each time for the same seed.
 */
final class Dice {

	private final SplittableRandom random;

	Dice(long seed) {
		this.random = new SplittableRandom(seed);
	}

	boolean happens(int percent) {
		return this.random.nextInt(100) < percent;
	}

	/**
	 * Returns a number of the range, its end included.
	 */
	int between(int from, int to) {
		return this.random.nextInt(from, to + 1);
	}

	/**
	 * Returns a number of the range of which the magnitude is random: small ones are as
	 * likely as large ones.
	 */
	int magnitude(int from, int to) {
		return (int) (from * Math.pow((double) to / from, this.random.nextDouble()));
	}

	long seed() {
		return this.random.nextLong();
	}

	byte[] bytes(int count) {
		byte[] bytes = new byte[count];
		for (int i = 0; i < count; i++) {
			bytes[i] = (byte) this.random.nextInt();
		}
		return bytes;
	}

	<T> T oneOf(T[] values) {
		return values[this.random.nextInt(values.length)];
	}

	/**
	 * Returns one of the values, each as likely as its weight says.
	 */
	<T> T oneOf(T[] values, ToIntFunction<T> weight) {
		int sum = 0;
		for (T value : values) {
			sum += weight.applyAsInt(value);
		}
		int rest = this.random.nextInt(sum);
		for (T value : values) {
			rest -= weight.applyAsInt(value);
			if (rest < 0) {
				return value;
			}
		}
		throw new IllegalStateException("Weights have changed");
	}

}
