package io.github.httppool.webclient;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.client.BrokenBody;
import io.github.httppool.client.CarriedError;
import io.github.httppool.client.RequestName;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Tells the application of a {@code WebClient} what has gone wrong with its call.
 *
 * @param method the call's method
 * @param uri where it goes to
 */
record WebClientFailures(HttpMethod method, URI uri) {

	private static final int LENGTH_UNKNOWN = -1;

	/**
	 * Signals a failure.
	 * @param receiver is told
	 * @param failure what went wrong
	 */
	void signal(CoreSubscriber<?> receiver, Throwable failure) {
		try {
			receiver.onError(translate(failure));
		}
		catch (Throwable ex) {
			thrown(receiver, ex);
		}
	}

	/**
	 * Signals what the application has thrown out of a signal. The operator that threw
	 * may have ended by then and drop what it is told: so the first one behind it is
	 * told.
	 * @param receiver what the signal was given to
	 * @param thrown what came out of it
	 */
	void thrown(CoreSubscriber<?> receiver, Throwable thrown) {
		Throwable failure = translate(thrown);
		CoreSubscriber<?> waiting = firstWaiting(receiver);
		if (waiting != null) {
			waiting.onError(failure);
		}
		else {
			Operators.onErrorDropped(failure, receiver.currentContext());
		}
	}

	/**
	 * Returns what a body ends with whose connection was disposed of.
	 * @param received how many of its bytes had come
	 */
	IOException cutShort(long received) {
		return BrokenBody.disposedOf(RequestName.of(this.method, this.uri), received, LENGTH_UNKNOWN);
	}

	/**
	 * Returns what a body ends with whose connection has failed.
	 * @param failure why
	 * @param received how many of its bytes had come
	 * @return an exception that names the call; or the failure itself if that is no
	 * {@code IOException}: applications know Netty's read timeout
	 */
	Throwable brokenOff(Throwable failure, long received) {
		return (failure instanceof IOException)
				? BrokenBody.of(RequestName.of(this.method, this.uri), received, LENGTH_UNKNOWN, failure, null)
				: failure;
	}

	/**
	 * Errors that Reactor's operators would throw instead of passing them on become the
	 * cause of an exception.
	 */
	private Throwable translate(Throwable failure) {
		Throwable reason = CarriedError.unwrap(failure);
		return Exceptions.isFatal(reason)
				? new WebClientRequestException(reason, this.method, this.uri, HttpHeaders.EMPTY) : reason;
	}

	/**
	 * Returns the first that comes after all that have ended. An operator that has ended
	 * still listens to what it has subscribed to since, until that has ended, too.
	 */
	private static @Nullable CoreSubscriber<?> firstWaiting(CoreSubscriber<?> receiver) {
		CoreSubscriber<?> first = receiver;
		Object listenedTo = null;
		for (Object operator : downstream(receiver)) {
			boolean ended = hasEnded(operator) && !hasSubscribedTo(operator, listenedTo);
			if (ended) {
				first = null;
			}
			else if (first == null && operator instanceof CoreSubscriber<?> waiting) {
				first = waiting;
			}
			listenedTo = ended ? null : operator;
		}
		return first;
	}

	private static List<Object> downstream(CoreSubscriber<?> receiver) {
		return Stream.<Object>concat(Stream.of(receiver), Scannable.from(receiver).actuals()).toList();
	}

	private static boolean hasEnded(Object operator) {
		return Scannable.from(operator).scanOrDefault(Scannable.Attr.TERMINATED, false);
	}

	private static boolean hasSubscribedTo(Object operator, @Nullable Object source) {
		return source != null && Scannable.from(operator).inners().anyMatch((inner) -> inner == source);
	}

}
