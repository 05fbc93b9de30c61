package io.github.httppool.webclient;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.github.httppool.client.UnreadBody;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * Buffers the body of a call that the application cancelled before subscribing to the
 * body. A body that is small and arrives soon is read into memory, so that its connection
 * can be reused; otherwise it is cancelled, which closes the connection. The buffer is
 * kept for the application, which may still receive the response: operators that take a
 * single response cancel as they pass it on.
 */
final class BufferedBody implements CoreSubscriber<DataBuffer> {

	private static final AtomicReferenceFieldUpdater<BufferedBody, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(BufferedBody.class, Subscription.class, "upstream");

	private final Sinks.One<byte[]> whole = Sinks.one();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	@SuppressWarnings("UnusedVariable")
	private volatile @Nullable Subscription upstream;

	private volatile @Nullable Disposable timer;

	/**
	 * Returns how much has been buffered so far.
	 * @return the number of bytes
	 */
	int length() {
		return this.bytes.size();
	}

	/**
	 * Passes the body on to the application, which subscribes to it after all.
	 * @param subscriber receives the body as soon as it is complete, or the failure if it
	 * is not
	 */
	void subscribe(CoreSubscriber<? super DataBuffer> subscriber) {
		this.whole.asMono().<DataBuffer>map(DefaultDataBufferFactory.sharedInstance::wrap).subscribe(subscriber);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (Operators.setOnce(UPSTREAM, this, subscription)) {
			subscription.request(Long.MAX_VALUE);
			expectSoon();
		}
	}

	private void expectSoon() {
		if (!isOver()) {
			this.timer = Schedulers.parallel()
				.schedule(() -> refuse("because it did not come within %d ms".formatted(UnreadBody.PATIENCE_MILLIS)),
						UnreadBody.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
			if (isOver()) {
				stopTimer();
			}
		}
	}

	@Override
	public void onNext(DataBuffer piece) {
		int length = piece.readableByteCount();
		if (length > UnreadBody.LIMIT - length()) {
			refuse("because it is larger than %d bytes".formatted(UnreadBody.LIMIT));
		}
		else {
			keep(piece, length);
		}
		DataBufferUtils.release(piece);
	}

	private void keep(DataBuffer piece, int length) {
		byte[] content = new byte[length];
		piece.read(content);
		this.bytes.writeBytes(content);
	}

	@Override
	public void onComplete() {
		this.whole.tryEmitValue((length() != 0) ? this.bytes.toByteArray() : null);
		stopTimer();
	}

	@Override
	public void onError(Throwable failure) {
		this.whole.tryEmitError(failure);
		stopTimer();
	}

	private void refuse(String reason) {
		fail(new IllegalStateException(
				"The body of the response is gone: the call was cancelled before the body was read, and it was not kept "
						+ reason));
	}

	/**
	 * Closes the connection, unless the body is complete.
	 * @param failure what the application gets if it subscribes to the body
	 */
	void fail(Throwable failure) {
		onError(failure);
		Operators.terminate(UPSTREAM, this);
	}

	private boolean isOver() {
		return this.whole.scanOrDefault(Scannable.Attr.TERMINATED, false);
	}

	private void stopTimer() {
		Disposable present = this.timer;
		if (present != null) {
			present.dispose();
		}
	}

}
