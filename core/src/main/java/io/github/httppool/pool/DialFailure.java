package io.github.httppool.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import io.github.httppool.CallPhase;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.text.Printable;
import io.github.httppool.text.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Why a dial has failed or was refused. May be passed on under the pool's lock; the error
 * is asked for once it is free, as making that of a refusal takes long.
 */
final class DialFailure {

	private final Function<Map<CallPhase, Duration>, ? extends Throwable> error;

	private final String words;

	private final String message;

	private final Origin origin;

	private DialFailure(Function<Map<CallPhase, Duration>, ? extends Throwable> error, String words, String message,
			Origin origin) {
		this.error = error;
		this.words = words;
		this.message = message;
		this.origin = origin;
	}

	/**
	 * A dial has failed. That says something about the host, unless the error is not of
	 * the network: a handler of the application has thrown. Not to be called under the
	 * lock, as the error is asked for its words.
	 * @param error the error, the same for all callers
	 */
	static DialFailure of(Throwable error) {
		return of(error, (error instanceof IOException) ? Origin.HOST : Origin.APPLICATION);
	}

	/**
	 * A dial has failed before it tried the host. Not to be called under the lock.
	 * @param error the error, the same for all callers
	 */
	static DialFailure beforeHost(Throwable error) {
		return of(error, Origin.APPLICATION);
	}

	private static DialFailure of(Throwable error, Origin origin) {
		return new DialFailure((phases) -> error, say(error, Throwable::toString, error.getClass().getName()),
				say(error, Throwable::getMessage, error.getClass().getSimpleName()), origin);
	}

	private static String say(Throwable error, Function<Throwable, @Nullable String> words, String otherwise) {
		try {
			String said = words.apply(error);
			return (said != null) ? Printable.line(Secrets.maskUrls(said), Printable.MAX_LENGTH) : otherwise;
		}
		catch (Throwable ex) {
			// An error of foreign code may fail to say what it is.
			return otherwise;
		}
	}

	/**
	 * A dial must not begin, as no descriptor is left.
	 * @param error makes an error for each caller, as what a caller adds to it concerns
	 * no other, from how long its phases have lasted
	 */
	static DialFailure refusal(Function<Map<CallPhase, Duration>, FileDescriptorsExhaustedException> error) {
		String words = "no file descriptor is left";
		return new DialFailure(error, words, words, Origin.DESCRIPTORS);
	}

	boolean isRefusal() {
		return this.origin == Origin.DESCRIPTORS;
	}

	/**
	 * Whether it says anything about the host.
	 */
	boolean isOfHost() {
		return this.origin == Origin.HOST;
	}

	/**
	 * Returns what has gone wrong, in one line; may be called under the lock.
	 */
	String words() {
		return this.words;
	}

	/**
	 * Returns the same without the type of the error, if that has a message of its own.
	 */
	String message() {
		return this.message;
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

	/**
	 * Where a dial fails.
	 */
	private enum Origin {

		/** On the network, or at the host. */
		HOST,

		/** In code of this side. */
		APPLICATION,

		/** In this process, which has no descriptor left for it. */
		DESCRIPTORS

	}

}
