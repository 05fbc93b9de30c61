package io.github.httppool.stats;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts by the constants of an enum, in arrays that cost nothing to add to.
 */
final class Counts {

	private Counts() {
	}

	static void clear(long[] counts) {
		Arrays.fill(counts, 0);
	}

	static void add(long[] counts, long[] sums) {
		for (int i = 0; i < counts.length; i++) {
			sums[i] += counts[i];
		}
	}

	/**
	 * Returns the counts that are not 0.
	 */
	static <K extends Enum<K>> Map<K, Long> positive(K[] keys, long[] counts, Class<K> type) {
		Map<K, Long> positive = new EnumMap<>(type);
		for (K key : keys) {
			if (counts[key.ordinal()] > 0) {
				positive.put(key, counts[key.ordinal()]);
			}
		}
		return positive;
	}

}
