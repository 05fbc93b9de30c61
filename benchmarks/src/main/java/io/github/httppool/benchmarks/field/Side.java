package io.github.httppool.benchmarks.field;

import java.util.Locale;

/**
 * What is compared: a client as the field reports had it, and this starter.
 */
enum Side {

	BEFORE,

	AFTER;

	String title() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns which of two things is this side's.
	 */
	<T> T choose(T before, T after) {
		return (this == BEFORE) ? before : after;
	}

}
