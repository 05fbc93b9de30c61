package io.github.httppool.benchmarks.misbehave;

/**
 * How the caller makes its request.
 */
enum Sending {

	GET("GET", 50),

	HEAD("HEAD", 8),

	/** A body in memory. */
	POST_BYTES("POST", 16),

	/** A body of known length that is read from a stream. */
	POST_RESOURCE("POST", 7),

	/** A body of unknown length, written piece by piece. */
	POST_STREAM("POST", 11),

	/** A body longer than announced; the rest looks like a request. */
	POST_TOO_MUCH("POST", 4),

	/** A body shorter than announced. */
	POST_TOO_LITTLE("POST", 4);

	private final String method;

	private final int weight;

	Sending(String method, int weight) {
		this.method = method;
		this.weight = weight;
	}

	String method() {
		return this.method;
	}

	int weight() {
		return this.weight;
	}

	boolean hasBody() {
		return this.method.equals("POST");
	}

	/**
	 * Returns whether the caller itself is at fault, so that its call may fail.
	 */
	boolean isWrong() {
		return this == POST_TOO_MUCH || this == POST_TOO_LITTLE;
	}

	/**
	 * Returns whether every client can send it a second time, to where it is redirected.
	 */
	boolean isRepeatable() {
		return this == GET || this == HEAD || this == POST_BYTES;
	}

}
