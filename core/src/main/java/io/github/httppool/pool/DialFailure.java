package io.github.httppool.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import io.github.httppool.CallPhase;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.text.Printable;

/**
 * Why a dial has failed or was refused. May be passed on under the pool's lock; the error
 * is asked for once it is free, as making that of a refusal takes long.
 */
final class DialFailure {

	private final Function<Map<CallPhase, Duration>, ? extends Throwable> error;

	private final String words;

	private final boolean refusal;

	private final boolean ofHost;

	private DialFailure(Function<Map<CallPhase, Duration>, ? extends Throwable> error, String words, boolean refusal,
			boolean ofHost) {
		this.error = error;
		this.words = words;
		this.refusal = refusal;
		this.ofHost = ofHost;
	}

	/**
	 * A dial has failed. That says something about the host, unless the error is not of the
	 * network: a handler of the application has thrown. Not to be called under the lock,
	 * as the error is asked for its words.
	 * @param error the error, the same for all callers
	 */
	static DialFailure of(Throwable error) {
		return new DialFailure((phases) -> error, describe(error), false, error instanceof IOException);
	}

	/**
	 * A dial has failed before it tried the host. Not to be called under the lock.
	 * @param error the error, the same for all callers
	 */
	static DialFailure beforeHost(Throwable error) {
		return new DialFailure((phases) -> error, describe(error), false, false);
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
	 * no other, from how long its phases have lasted
	 */
	static DialFailure refusal(Function<Map<CallPhase, Duration>, FileDescriptorsExhaustedException> error) {
		return new DialFailure(error, "no file descriptor is left", true, false);
	}

	boolean isRefusal() {
		return this.refusal;
	}

	/**
	 * Whether it says anything about the host.
	 */
	boolean isOfHost() {
		return this.ofHost;
	}

	/**
	 * Returns what has gone wrong, in one line; may be called under the lock.
	 */
	String words() {
		return this.words;
	}

	/**
	 * Returns the error for one caller; the lock is free.
	 * @param phases how long each phase of its call has lasted
	 */
	Throwable error(Map<CallPhase, Duration> phases) {
		return this.error.apply(phases);
	}

	/**
	 * Returns the error as that which came before another one; the lock is free.
	 */
	Throwable error() {
		return error(Map.of());
	}

}
