package io.github.httppool.client;

import reactor.core.Exceptions;

/**
 * Carries an error through Reactor, whose operators throw what they take for fatal
 * ({@link Exceptions#throwIfFatal}) past everyone who waits for a signal.
 */
public final class CarriedError extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private CarriedError(Throwable carried) {
		super(carried.toString(), carried, false, false);
	}

	/**
	 * Returns what can be signalled in place of something that was thrown.
	 * @param thrown what was thrown
	 * @return the same, unless it is an error or what Reactor takes for one
	 */
	public static Throwable carry(Throwable thrown) {
		return (thrown instanceof Error || Exceptions.isFatal(thrown)) ? new CarriedError(thrown) : thrown;
	}

	/**
	 * Returns what was thrown.
	 * @param failure what was signalled
	 * @return what it carries, or the same
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable carried = (failure instanceof CarriedError) ? failure.getCause() : null;
		return (carried != null) ? carried : failure;
	}

}
