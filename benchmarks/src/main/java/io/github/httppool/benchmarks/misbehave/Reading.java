package io.github.httppool.benchmarks.misbehave;

/**
 * What the caller does with the body of its answer.
 */
enum Reading {

	/** Has it collected. */
	WHOLE(70),

	/** Reads it to its end in pieces, with pauses. */
	SLOWLY(8),

	/** Reads the beginning and closes. */
	PARTLY(8),

	/** Looks at status and headers only, and closes. */
	NOT_AT_ALL(14);

	private final int weight;

	Reading(int weight) {
		this.weight = weight;
	}

	int weight() {
		return this.weight;
	}

	/**
	 * Returns whether the caller sees the end of the body.
	 */
	boolean isToTheEnd() {
		return this == WHOLE || this == SLOWLY;
	}

}
