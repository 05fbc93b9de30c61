package io.github.httppool.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Function;

import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says of a failure how many attempts it came after, without changing its type.
 */
public final class AfterAttempts {

	private static final Map<Class<?>, Function<String, IOException>> ALIKE = Map.of(IOException.class,
			IOException::new, ConnectException.class, ConnectException::new, ConnectTimeoutException.class,
			ConnectTimeoutException::new, NoRouteToHostException.class, NoRouteToHostException::new,
			SocketException.class, SocketException::new, SocketTimeoutException.class, SocketTimeoutException::new,
			UnknownHostException.class, UnknownHostException::new);

	private AfterAttempts() {
	}

	/**
	 * Says after how many attempts a call has failed.
	 * @param failure what it fails with
	 * @param attempts how often it was tried
	 * @return the failure itself after one attempt; an exception of its type with a
	 * message that says it; or the failure, with a suppressed one that says it, if its
	 * type cannot be made anew
	 */
	public static Throwable of(Throwable failure, int attempts) {
		return (attempts > 1) ? noted(failure, "after %d attempts".formatted(attempts)) : failure;
	}

	private static Throwable noted(Throwable failure, String note) {
		Function<String, IOException> type = ALIKE.get(failure.getClass());
		if (type == null) {
			failure.addSuppressed(new Note(note));
			return failure;
		}
		IOException alike = type.apply("%s (%s)".formatted(message(failure), note));
		alike.initCause(failure.getCause());
		alike.setStackTrace(failure.getStackTrace());
		for (Throwable suppressed : failure.getSuppressed()) {
			alike.addSuppressed(suppressed);
		}
		return alike;
	}

	private static @Nullable String message(Throwable failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getSimpleName();
	}

	/**
	 * Is shown below the stack trace of an exception.
	 */
	private static final class Note extends Exception {

		private static final long serialVersionUID = 1L;

		Note(String message) {
			super(message, null, false, false);
		}

	}

}
