package io.github.httppool.benchmarks;

/**
 * What the application of the isolation benchmark calls, both at the same host. Each
 * answers after 5 ms; inventory can be told to hang.
 */
enum Dependency {

	PAYMENT("/after/5"),

	INVENTORY(Inventory.PATH);

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
