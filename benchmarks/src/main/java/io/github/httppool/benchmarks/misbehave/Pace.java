package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * How an answer is written: in one go, or cut at random, with or without pauses.
 */
enum Pace {

	AT_ONCE(75, 0) {
		@Override
		int[] cuts(int length, Dice dice) {
			return new int[0];
		}
	},

	IN_PIECES(14, 3_000_000) {
		@Override
		int[] cuts(int length, Dice dice) {
			return Arrays.stream(new int[dice.between(1, 5)])
				.map((cut) -> dice.between(1, length - 1))
				.sorted()
				.distinct()
				.toArray();
		}
	},

	IN_PIECES_WITHOUT_PAUSE(7, 0) {
		@Override
		int[] cuts(int length, Dice dice) {
			return IN_PIECES.cuts(length, dice);
		}
	},

	/** At least at the beginning, where the head is. */
	BYTE_BY_BYTE(4, 50_000) {
		@Override
		int[] cuts(int length, Dice dice) {
			int[] cuts = new int[Math.min(length - 1, SINGLE_BYTES)];
			Arrays.setAll(cuts, (index) -> index + 1);
			return cuts;
		}
	};

	private static final int SINGLE_BYTES = 300;

	private final int weight;

	private final int longestPauseNanos;

	Pace(int weight, int longestPauseNanos) {
		this.weight = weight;
		this.longestPauseNanos = longestPauseNanos;
	}

	static Pace any(Dice dice) {
		return dice.oneOf(values(), (pace) -> pace.weight);
	}

	/**
	 * Returns after which bytes to cut.
	 */
	abstract int[] cuts(int length, Dice dice);

	/**
	 * Writes bytes at this pace. What goes together with the end is in one write with it.
	 */
	void write(byte[] bytes, byte[] together, Connection connection, Dice dice) throws IOException {
		int from = 0;
		for (int to : cuts(Math.max(bytes.length, 2), dice)) {
			connection.write(Arrays.copyOfRange(bytes, from, to));
			LockSupport.parkNanos(dice.between(0, this.longestPauseNanos));
			from = to;
		}
		connection.write(Bytes.join(Arrays.copyOfRange(bytes, from, bytes.length), together));
	}

}
