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
 * Signals to the application of a {@code WebClient} what went wrong with its call.
 *
 * @param method the call's method
 * @param uri the call's URI
 */
record WebClientFailures(HttpMethod method, URI uri) {

	private static final int LENGTH_UNKNOWN = -1;

	/**
	 * Signals a failure.
	 * @param receiver gets the failure
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
	 * Signals what the application threw while it handled a signal. The operator that
	 * threw may have terminated and would drop the failure, so the first active operator
	 * behind it gets the failure.
	 * @param receiver the subscriber that was signalled
	 * @param thrown what it threw
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
	 * Returns the failure of a body whose connection was disposed of.
	 * @param received how many of its bytes had arrived
	 */
	IOException cutShort(long received) {
		return BrokenBody.disposedOf(RequestName.of(this.method, this.uri), received, LENGTH_UNKNOWN);
	}

	/**
	 * Returns the failure of a body whose connection has failed.
	 * @param failure why it failed
	 * @param received how many of its bytes had arrived
	 * @return an exception that names the call, or the failure itself if it is not an
	 * {@code IOException}: applications know Netty's read timeout
	 */
	Throwable brokenOff(Throwable failure, long received) {
		return (failure instanceof IOException)
				? BrokenBody.of(RequestName.of(this.method, this.uri), received, LENGTH_UNKNOWN, failure, null)
				: failure;
	}

	/**
	 * Wraps errors that Reactor's operators would throw instead of passing them on.
	 */
	private Throwable translate(Throwable failure) {
		Throwable reason = CarriedError.unwrap(failure);
		return Exceptions.isFatal(reason)
				? new WebClientRequestException(reason, this.method, this.uri, HttpHeaders.EMPTY) : reason;
	}

	/**
	 * Returns the first operator behind all those that have terminated. A terminated
	 * operator still listens to a source that it has subscribed to since, until that
	 * source terminates, too.
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
