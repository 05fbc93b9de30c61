package io.github.httppool.boot;

/**
 * Code of the application that throws an error.
 */
final class ThrowingCode {

	private final Error error;

	private final Runnable before;

	/**
	 * Creates code.
	 * @param error what it throws
	 * @param before what it does before
	 */
	ThrowingCode(Error error, Runnable before) {
		this.error = error;
		this.before = before;
	}

	/**
	 * Throws the error.
	 * @return nothing ever, but of any type
	 */
	<T> T run() {
		this.before.run();
		throw this.error;
	}

}
