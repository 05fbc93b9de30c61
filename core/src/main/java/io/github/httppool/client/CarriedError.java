package io.github.httppool.client;

import reactor.core.Exceptions;

/**
 * Wraps an {@code Error} so that Reactor signals it. Reactor's operators throw what they
 * consider fatal ({@link Exceptions#throwIfFatal}), so that no subscriber gets a signal.
 */
public final class CarriedError extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private CarriedError(Throwable carried) {
		super(carried.toString(), carried, false, false);
	}

	/**
	 * Wraps a throwable if Reactor would not signal it.
	 * @param thrown what was thrown
	 * @return the same, wrapped if it is an error or if Reactor considers it fatal
	 */
	public static Throwable carry(Throwable thrown) {
		return (thrown instanceof Error || Exceptions.isFatal(thrown)) ? new CarriedError(thrown) : thrown;
	}

	/**
	 * Unwraps what was signalled.
	 * @param failure what was signalled
	 * @return what was thrown
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable carried = (failure instanceof CarriedError) ? failure.getCause() : null;
		return (carried != null) ? carried : failure;
	}

}
