package io.github.httppool.benchmarks.isolation;

/**
 * How inventory is.
 */
enum Phase {

	BEFORE("before"),

	HANGING("while inventory hangs"),

	AFTER("after");

	private final String title;

	Phase(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

}
