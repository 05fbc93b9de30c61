package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.httppool.call.Call;
import io.github.httppool.call.EventStream;
import io.github.httppool.client.CarriedError;
import io.github.httppool.client.UnreadBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Receives one response body on the event loop, and delivers the response to the caller.
 * <p>
 * There is one subscription to the body from its first byte to its last; only the sink
 * behind it changes. It starts as a {@link BodyCollector}, or as a {@link StreamedBody}
 * if the headers show that collecting makes no sense. It becomes a {@link StreamedBody}
 * when the body is too large or too slow, and a {@link BodyDrain} when the caller closes
 * early.
 * <p>
 * A collected response is delivered by a separate task, after the reads that complete it,
 * because the connection is not back in the pool before. If that task finds the body
 * incomplete, it starts the timer after which the body is streamed; so a response that
 * arrives all at once needs no timer.
 * <p>
 * Only {@link #request(int)}, {@link #readerGoesOn()}, {@link #readerWaits(boolean)} and
 * {@link #release()} may be called by other threads.
 */
final class ResponseBodyReceiver implements CoreSubscriber<ByteBuf> {

	/**
	 * How many pieces may be on their way to the reader of a stream. Most are up to 8 kB,
	 * decoded ones up to 64 kB.
	 */
	static final int WINDOW = 16;

	private static final long UNKNOWN = -1;

	private final HttpClientResponse response;

	private final Connection connection;

	private final EventLoop eventLoop;

	private final ResponseFuture<ClientHttpResponse> answer;

	private final IOExceptionTranslator failures;

	private final RequestContent content;

	private final Call call;

	/** In bytes, or {@link #UNKNOWN}. */
	private final long expected;

	// set once, before the caller is answered

	private Subscription subscription = Operators.emptySubscription();

	// only accessed on the event loop

	private BodyConsumer sink;

	/** Dropped when the body is streamed, because what it has collected is large. */
	private @Nullable BodyCollector collector;

	private long received;

	private boolean ended;

	private boolean complete;

	private boolean firstReads;

	private @Nullable Future<?> timer;

	/**
	 * Creates the receiver, which is then subscribed to the body.
	 * @param response the response, whose headers have arrived
	 * @param connection its connection
	 * @param answer takes the response, or the failure to collect it
	 * @param failures translates failures
	 * @param content the content of the request
	 * @param call the call
	 */
	ResponseBodyReceiver(HttpClientResponse response, Connection connection, ResponseFuture<ClientHttpResponse> answer,
			IOExceptionTranslator failures, RequestContent content, Call call) {
		this.response = response;
		this.connection = connection;
		this.eventLoop = connection.channel().eventLoop();
		this.answer = answer;
		this.failures = failures;
		this.content = content;
		this.call = call;
		this.expected = expectedLength(failures.method(), response);
		this.collector = new BodyCollector(this, this.expected);
		this.sink = this.collector;
	}

	/**
	 * Uses the call's own method: after a 303 (See Other) Reactor Netty takes every
	 * request for a {@code GET}.
	 */
	private static long expectedLength(HttpMethod method, HttpClientResponse response) {
		HttpResponseStatus status = response.status();
		if (HttpMethod.HEAD.equals(method) || HttpResponseStatus.NO_CONTENT.equals(status)
				|| HttpResponseStatus.NOT_MODIFIED.equals(status)) {
			return 0;
		}
		String length = response.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
		try {
			return (length != null) ? Long.parseLong(length) : UNKNOWN;
		}
		catch (NumberFormatException ex) {
			// The codec has already checked the framing; the length is only an estimate
			// here.
			return UNKNOWN;
		}
	}

	private boolean isEventStream() {
		return EventStream.is(this.response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE));
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		if (this.expected > UnreadBody.LIMIT || (this.expected != 0 && isEventStream())) {
			streamCollected();
		}
		else {
			this.firstReads = true;
			this.eventLoop.execute(this::afterFirstReads);
		}
		boolean small = this.expected >= 0 && this.expected <= UnreadBody.LIMIT;
		subscription.request(small ? Long.MAX_VALUE : WINDOW);
	}

	private void afterFirstReads() {
		this.firstReads = false;
		if (this.complete) {
			this.sink.complete();
		}
		else if (!this.ended && this.collector != null) {
			this.timer = this.eventLoop.schedule(this::streamCollected, UnreadBody.PATIENCE_MILLIS,
					TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void onNext(ByteBuf piece) {
		if (this.ended) {
			return;
		}
		int length = piece.readableBytes();
		if (length == 0) {
			this.subscription.request(1);
			return;
		}
		this.received += length;
		try {
			this.sink.take(piece);
		}
		catch (Throwable ex) {
			failCall(CarriedError.carry(ex));
		}
	}

	/**
	 * The reader of a stream waits for more, or does no longer. What is on its way to a
	 * reader that does other things is not what anybody waits for.
	 */
	void readerWaits(boolean waits) {
		if (waits) {
			this.call.resumesReading(System.nanoTime());
		}
		else {
			this.call.pausesReading(System.nanoTime());
		}
	}

	@Override
	public void onComplete() {
		if (this.ended) {
			return;
		}
		if (!isWhole()) {
			endIncomplete();
			return;
		}
		end();
		this.complete = true;
		if (!this.firstReads) {
			this.eventLoop.execute(this.sink::complete);
		}
	}

	/**
	 * Returns whether the body ended by its HTTP framing. Reactor Netty also completes a
	 * body when its connection is disposed of or its request could not be sent
	 * completely.
	 */
	private boolean isWhole() {
		if (this.expected >= 0) {
			return this.received >= this.expected;
		}
		AtomicBoolean lastContent = new AtomicBoolean();
		this.response.trailerHeaders().subscribe((trailers) -> lastContent.set(true));
		return lastContent.get();
	}

	private void endIncomplete() {
		Throwable requestFailure = this.content.failure();
		if (requestFailure != null) {
			failCall(requestFailure);
		}
		else {
			breakOff(this.failures.disposedOf(this.received, this.expected));
		}
	}

	@Override
	public void onError(Throwable failure) {
		if (this.ended) {
			return;
		}
		if (failure instanceof Error) {
			failCall(CarriedError.carry(failure));
		}
		else {
			breakOff(this.failures.brokenOff(failure, this.received, this.expected));
		}
	}

	/**
	 * The caller gets the part of the response that has arrived, then the failure.
	 */
	private void breakOff(IOException failure) {
		end();
		this.connection.dispose();
		this.sink.fail(failure);
	}

	/**
	 * Fails the caller, regardless of how much of the response has arrived.
	 */
	private void failCall(Throwable failure) {
		end();
		this.connection.dispose();
		if (!this.answer.fail(failure)) {
			this.sink.fail(failure);
		}
	}

	/**
	 * No more of the body is received from here on, so dropping it leaks nothing.
	 */
	private void end() {
		this.ended = true;
		stopTimer();
		this.call.responseReleased();
	}

	/**
	 * The reader of a stream comes to the next piece.
	 */
	void readerGoesOn() {
		this.call.reads(System.nanoTime());
	}

	/**
	 * Asks for more of the body.
	 * @param pieces how many more pieces
	 */
	void request(int pieces) {
		try {
			this.subscription.request(pieces);
		}
		catch (RejectedExecutionException ex) {
			// The loop has shut down, and the close of its connections failed the body.
		}
	}

	/**
	 * Delivers the complete response to the caller.
	 * @param bytes begins with the body
	 * @param length the length of the body
	 */
	void answerCollected(byte[] bytes, int length) {
		answer(new CollectedBody(bytes, length, this.failures));
	}

	private void streamCollected() {
		if (this.collector != null) {
			stream(this.collector.toByteArray());
		}
	}

	/**
	 * Delivers the response with a stream to the caller.
	 * @param beginning what has been collected
	 */
	void stream(byte[] beginning) {
		stopTimer();
		StreamedBody streamed = new StreamedBody(this, beginning, this.failures);
		this.sink = streamed;
		this.collector = null;
		readerWaits(false);
		LeakTrackingInputStream held = new LeakTrackingInputStream(streamed);
		this.call.responseHeldBy(held, this::releaseForgotten);
		if (!answer(held)) {
			abort();
		}
	}

	private boolean answer(InputStream body) {
		return this.answer
			.succeed(new HttpPoolClientHttpResponse(this.response.status(), this.response.responseHeaders(), body));
	}

	/**
	 * Delivers the response with the beginning of a body that broke off.
	 * @param beginning what has been collected
	 * @param failure why there is no more
	 */
	void answerBroken(byte[] beginning, Throwable failure) {
		StreamedBody broken = new StreamedBody(this, beginning, this.failures);
		broken.fail(failure);
		answer(broken);
	}

	/**
	 * The caller does not want the rest. The connection is released for reuse if the rest
	 * is small and arrives soon, and closed otherwise. Returns at once.
	 */
	void release() {
		this.call.responseReleased();
		try {
			this.eventLoop.execute(this::drain);
		}
		catch (RejectedExecutionException ex) {
			// The loop has shut down, and its connections are closed: nothing to release.
		}
	}

	/**
	 * Releases a body that the application has dropped. On the event loop.
	 * @return whether more of it was still to come
	 */
	private boolean releaseForgotten() {
		boolean unread = !this.ended;
		release();
		return unread;
	}

	private void drain() {
		if (this.ended) {
			return;
		}
		if (this.expected - this.received > UnreadBody.LIMIT) {
			abort();
			return;
		}
		this.sink = new BodyDrain(this);
		this.timer = this.eventLoop.schedule(this::abort, UnreadBody.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		this.subscription.request(Long.MAX_VALUE);
	}

	/**
	 * Closes the connection (with HTTP/2, the stream) unless the body has ended. Only on
	 * the event loop.
	 */
	void abort() {
		if (this.ended) {
			return;
		}
		end();
		this.subscription.cancel();
		this.sink.fail(new IOException("The response was given up"));
	}

	private void stopTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
