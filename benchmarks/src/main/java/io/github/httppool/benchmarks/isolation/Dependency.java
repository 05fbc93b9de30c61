package io.github.httppool.benchmarks.isolation;

import io.github.httppool.benchmarks.harness.HangingUpstream;

/**
 * What the application of the isolation benchmark calls, both at the same host. Each
 * answers after 5 ms; inventory can be told to hang.
 */
enum Dependency {

	PAYMENT("/after/5"),

	INVENTORY(HangingUpstream.PATH);

	private final String path;

	Dependency(String path) {
		this.path = path;
	}

	String path() {
		return this.path;
	}

	/**
	 * Returns the name of the pool it has where each has its own.
	 */
	String pool() {
		return name().toLowerCase();
	}

}
