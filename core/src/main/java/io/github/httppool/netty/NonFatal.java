package io.github.httppool.netty;

import java.io.IOException;

/**
 * Carries an {@code Error} through Reactor, which rethrows an error that it takes for
 * fatal instead of passing it on: the caller would wait for ever.
 */
final class NonFatal {

	private NonFatal() {
	}

	/**
	 * Returns what a call fails with.
	 * @param failure what went wrong
	 * @param host where the call went
	 * @return the failure, or an exception whose cause it is
	 */
	static Throwable of(Throwable failure, String host) {
		return !(failure instanceof Error) ? failure
				: new IOException("the call to %s was broken off by %s".formatted(host, failure), failure);
	}

}
