package io.github.httppool.netty;

/**
 * How large the body of a response is, as it arrives, and whether that is more than the
 * client takes. Accessed on the connection's event loop only.
 */
final class BodySize {

	private final long max;

	private long announced;

	private long received;

	/**
	 * Creates the size of a body that has not begun.
	 * @param max the limit in bytes, 0 for none
	 */
	BodySize(long max) {
		this.max = max;
	}

	long max() {
		return this.max;
	}

	/**
	 * A response begins.
	 * @param contentLength what it says of its length, negative if nothing
	 */
	void begins(long contentLength) {
		this.announced = contentLength;
		this.received = 0;
	}

	/**
	 * Adds a piece of the body, which has arrived.
	 * @param bytes its length
	 * @return whether the body is too large, or is going to be: then nobody need wait for
	 * the rest
	 */
	boolean add(int bytes) {
		this.received += bytes;
		return this.max > 0 && bytes > 0 && Math.max(this.announced, this.received) > this.max;
	}

}
