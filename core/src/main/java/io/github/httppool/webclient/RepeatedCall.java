package io.github.httppool.webclient;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.client.AfterAttempts;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.util.retry.Retry;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A call that is repeated when it fails, one attempt after the other. What is repeated is
 * for {@link CallRetries} to say, and waiting for Reactor's {@link Retry}. No connection
 * is held meanwhile: a pause begins when that of the last attempt is free.
 */
final class RepeatedCall {

	private final CallRetries retries;

	private final Call call;

	private final RequestWriter writer;

	private final Supplier<Mono<ClientHttpResponse>> attempts;

	// Accessed by one attempt after the other.
	private boolean paused;

	/**
	 * Creates a call that has not begun.
	 * @param retries its attempts
	 * @param call the call
	 * @param writer writes its request
	 * @param attempts makes what each attempt is
	 */
	RepeatedCall(CallRetries retries, Call call, RequestWriter writer, Supplier<Mono<ClientHttpResponse>> attempts) {
		this.retries = retries;
		this.call = call;
		this.writer = writer;
		this.attempts = attempts;
	}

	/**
	 * Returns what sends the request until there is a response that the application
	 * wants, or no other attempt.
	 * @return the response of the last attempt; to be subscribed to once
	 */
	Mono<ClientHttpResponse> response() {
		return Mono.defer(this::attempt)
			.retryWhen(Retry.from((failed) -> failed.concatMap((signal) -> next(signal.failure()))))
			.doFinally((signal) -> this.retries.end());
	}

	private Mono<ClientHttpResponse> attempt() {
		if (this.paused) {
			this.paused = false;
			this.retries.nextAttempt(System.nanoTime());
		}
		return this.attempts.get().handle(this::receive);
	}

	private void receive(ClientHttpResponse response, SynchronousSink<ClientHttpResponse> sink) {
		if (this.retries.mayGiveUp(response.getStatusCode().value())) {
			String retryAfter = response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
			long pause = this.retries.answered(retryAfter, this.writer.isRepeatable());
			if (pause != CallRetries.NEVER) {
				giveUp(response);
				sink.error(new UnwantedResponse(pause));
				return;
			}
		}
		sink.next(response);
	}

	/**
	 * Reads the rest if it is small and comes soon, so that the connection can serve
	 * again.
	 */
	private void giveUp(ClientHttpResponse response) {
		this.call.responseTaken();
		response.getBody().subscribe(new BufferedBody());
	}

	private Mono<Long> next(Throwable failure) {
		long pause = (failure instanceof UnwantedResponse unwanted) ? unwanted.pauseNanos
				: this.retries.failed(this.writer.isRepeatable());
		return (pause != CallRetries.NEVER) ? connectionFree().then(Mono.defer(() -> pause(pause)))
				: Mono.error(AfterAttempts.of(failure, this.retries.attempts()));
	}

	/**
	 * A call that has no time left by then fails as it asks for its next connection.
	 */
	private Mono<Void> connectionFree() {
		Duration longest = Duration.ofNanos(this.call.nanosForRelease(System.nanoTime()));
		return Mono.firstWithSignal(Mono.create((sink) -> this.call.whenNotLeased(sink::success)),
				Mono.delay(longest).then());
	}

	private Mono<Long> pause(long nanos) {
		this.paused = true;
		return Mono.delay(Duration.ofNanos(this.retries.pauses(nanos, System.nanoTime())));
	}

	/**
	 * A response was given up for another attempt.
	 */
	private static final class UnwantedResponse extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final long pauseNanos;

		UnwantedResponse(long pauseNanos) {
			super(null, null, false, false);
			this.pauseNanos = pauseNanos;
		}

	}

}
