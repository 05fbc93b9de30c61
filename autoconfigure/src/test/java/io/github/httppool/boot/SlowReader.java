package io.github.httppool.boot;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads one piece of a body, and one more each time it is told to.
 */
final class SlowReader extends BaseSubscriber<DataBuffer> {

	private final StringBuffer read = new StringBuffer();

	private volatile boolean complete;

	private volatile @Nullable Throwable failure;

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		subscription.request(1);
	}

	@Override
	protected void hookOnNext(DataBuffer piece) {
		this.read.append(piece.toString(StandardCharsets.US_ASCII));
		DataBufferUtils.release(piece);
	}

	@Override
	protected void hookOnComplete() {
		this.complete = true;
	}

	@Override
	protected void hookOnError(Throwable thrown) {
		this.failure = thrown;
	}

	void await(String text) {
		PooledApplication.eventually("read " + text, () -> assertThat(this.read).hasToString(text));
	}

	void awaitFirst() {
		PooledApplication.eventually("read a piece", () -> assertThat(this.read).isNotEmpty());
	}

	/**
	 * Returns the body, once all of it is read.
	 */
	String readAll() {
		requestUnbounded();
		PooledApplication.eventually("read to the end", () -> {
			assertThat(this.failure).isNull();
			assertThat(this.complete).isTrue();
		});
		return this.read.toString();
	}

	/**
	 * Returns the messages of what a body fails with that is read to its end.
	 */
	String readToFailure() {
		requestUnbounded();
		PooledApplication.eventually("failed", () -> {
			assertThat(this.complete).isFalse();
			assertThat(this.failure).isNotNull();
		});
		return CallPair.messages(this.failure);
	}

}
