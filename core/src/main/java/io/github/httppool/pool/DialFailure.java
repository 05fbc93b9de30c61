package io.github.httppool.pool;

import java.util.function.Supplier;

import io.github.httppool.FileDescriptorsExhaustedException;

/**
 * Why a dial has failed or was refused. May be passed on under the pool's lock; the error
 * is asked for once it is free, as making that of a refusal takes long.
 */
final class DialFailure {

	private final Supplier<? extends Throwable> error;

	private final boolean refusal;

	private DialFailure(Supplier<? extends Throwable> error, boolean refusal) {
		this.error = error;
		this.refusal = refusal;
	}

	/**
	 * A dial has failed.
	 * @param error the error, the same for all callers
	 */
	static DialFailure of(Throwable error) {
		return new DialFailure(() -> error, false);
	}

	/**
	 * A dial must not begin, as no descriptor is left.
	 * @param error makes an error for each caller, as what a caller adds to it concerns
	 * no other
	 */
	static DialFailure refusal(Supplier<FileDescriptorsExhaustedException> error) {
		return new DialFailure(error, true);
	}

	boolean isRefusal() {
		return this.refusal;
	}

	/**
	 * Returns the error for one caller; the lock is free.
	 */
	Throwable error() {
		return this.error.get();
	}

}
