package io.github.httppool.restclient;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.httppool.call.Call;
import io.github.httppool.call.CallRetries;
import io.github.httppool.client.AfterAttempts;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.backoff.BackOff;

/**
 * A call that is repeated when it fails: an {@link HttpExchange} for each attempt, one
 * after the other on the calling thread. What is repeated is for {@link CallRetries} to
 * say, and waiting for Spring's {@link RetryTemplate}. No connection is held meanwhile: a
 * pause begins when that of the last attempt is free.
 */
final class RepeatedExchange implements Retryable<ClientHttpResponse>, RetryPolicy {

	private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final CallRetries retries;

	private final Call call;

	private final IOExceptionTranslator failures;

	private final RequestContent content;

	private final HttpClient.RequestSender sender;

	private final Supplier<HttpExchange> exchanges;

	private boolean pausing;

	private long pauseMillis;

	/**
	 * Creates a call that has not begun.
	 * @param retries its attempts
	 * @param call the call
	 * @param failures says what went wrong
	 * @param content what is sent
	 * @param sender what to send with
	 * @param exchanges makes what each attempt is
	 */
	RepeatedExchange(CallRetries retries, Call call, IOExceptionTranslator failures, RequestContent content,
			HttpClient.RequestSender sender, Supplier<HttpExchange> exchanges) {
		this.retries = retries;
		this.call = call;
		this.failures = failures;
		this.content = content;
		this.sender = sender;
		this.exchanges = exchanges;
	}

	/**
	 * Sends the request until there is a response that the caller wants, or no other
	 * attempt.
	 * @return the response of the last attempt
	 * @throws IOException if there is no response, or the caller is interrupted
	 */
	ClientHttpResponse await() throws IOException {
		try {
			return new RetryTemplate(this).execute(this);
		}
		catch (RetryException ex) {
			return outcome(ex.getCause());
		}
		finally {
			this.retries.end();
		}
	}

	private ClientHttpResponse outcome(Throwable last) throws IOException {
		if (this.pausing) {
			throw this.failures
				.interrupted("while it waited to be tried again, after attempt %d".formatted(this.retries.attempts()));
		}
		if (last instanceof UnwantedResponse unwanted) {
			return unwanted.response;
		}
		if (last instanceof Error error) {
			throw error;
		}
		if (last instanceof RuntimeException unchecked) {
			throw unchecked;
		}
		throw (IOException) AfterAttempts.of(last, this.retries.attempts());
	}

	// An attempt

	@Override
	public String getName() {
		return this.failures.describe();
	}

	@Override
	public ClientHttpResponse execute() throws IOException, UnwantedResponse {
		if (this.pausing) {
			this.pausing = false;
			this.retries.nextAttempt(System.nanoTime());
		}
		ClientHttpResponse response = this.exchanges.get().execute(this.sender);
		if (this.retries.mayGiveUp(response.getStatusCode().value())) {
			throw new UnwantedResponse(response);
		}
		return response;
	}

	// Whether there is another, and when

	@Override
	public boolean shouldRetry(Throwable failure) {
		long pause = pauseNanos(failure);
		if (pause == CallRetries.NEVER) {
			return false;
		}
		this.pausing = true;
		if (failure instanceof UnwantedResponse unwanted) {
			unwanted.response.close();
		}
		awaitConnectionFree();
		long left = this.retries.pauses(pause, System.nanoTime());
		this.pauseMillis = (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
		return true;
	}

	/**
	 * A caller that was interrupted wants no other attempt.
	 */
	private long pauseNanos(Throwable failure) {
		if (Thread.currentThread().isInterrupted()) {
			return CallRetries.NEVER;
		}
		if (failure instanceof UnwantedResponse unwanted) {
			return this.retries.answered(unwanted.retryAfter, this.content.isRepeatable());
		}
		return (failure instanceof IOException) ? this.retries.failed(this.content.isRepeatable()) : CallRetries.NEVER;
	}

	/**
	 * An interrupt is left to the pause that follows, which it ends at once. A call that
	 * has no time left by then fails as it asks for its next connection.
	 */
	private void awaitConnectionFree() {
		CountDownLatch free = new CountDownLatch(1);
		this.call.whenNotLeased(free::countDown);
		try {
			free.await(this.call.nanosForRelease(System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public BackOff getBackOff() {
		return () -> () -> this.pauseMillis;
	}

	/**
	 * A response that is given up if there is another attempt.
	 */
	private static final class UnwantedResponse extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient ClientHttpResponse response;

		private final @Nullable String retryAfter;

		UnwantedResponse(ClientHttpResponse response) {
			super(null, null, false, false);
			this.response = response;
			this.retryAfter = response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
		}

	}

}
