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
 * The body of a call that the application has cancelled without beginning with it. So
 * that its connection can serve again, the body is taken into memory if it is small and
 * comes soon; otherwise it is cancelled, which closes the connection. It is kept for the
 * application, which may have the response all the same: operators that want one response
 * only cancel as they pass it on.
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
	 * Returns how much has been taken so far.
	 * @return a number of bytes
	 */
	int length() {
		return this.bytes.size();
	}

	/**
	 * Passes the body on to the application, which begins with it after all.
	 * @param subscriber receives it as soon as it is whole, or why it is not
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
	 * Closes the connection, unless the body is whole.
	 * @param failure what the application is told if it begins with the body
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
