package io.github.httppool.pool;

import java.util.function.Supplier;

import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.text.Printable;

/**
 * Why a dial has failed or was refused. May be passed on under the pool's lock; the error
 * is asked for once it is free, as making that of a refusal takes long.
 */
final class DialFailure {

	private final Supplier<? extends Throwable> error;

	private final String words;

	private final boolean refusal;

	private DialFailure(Supplier<? extends Throwable> error, String words, boolean refusal) {
		this.error = error;
		this.words = words;
		this.refusal = refusal;
	}

	/**
	 * A dial has failed. Not to be called under the lock, as the error is asked for its
	 * words.
	 * @param error the error, the same for all callers
	 */
	static DialFailure of(Throwable error) {
		return new DialFailure(() -> error, describe(error), false);
	}

	private static String describe(Throwable error) {
		try {
			return Printable.line(error.toString(), Printable.MAX_LENGTH);
		}
		catch (Throwable ex) {
			// An error of foreign code may fail to say what it is.
			return error.getClass().getName();
		}
	}

	/**
	 * A dial must not begin, as no descriptor is left.
	 * @param error makes an error for each caller, as what a caller adds to it concerns
	 * no other
	 */
	static DialFailure refusal(Supplier<FileDescriptorsExhaustedException> error) {
		return new DialFailure(error, "no file descriptor is left", true);
	}

	boolean isRefusal() {
		return this.refusal;
	}

	/**
	 * Returns what has gone wrong, in one line; may be called under the lock.
	 */
	String words() {
		return this.words;
	}

	/**
	 * Returns the error for one caller; the lock is free.
	 */
	Throwable error() {
		return this.error.get();
	}

}
