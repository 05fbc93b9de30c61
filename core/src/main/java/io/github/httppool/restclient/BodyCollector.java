package io.github.httppool.restclient;

import java.util.Arrays;

import io.github.httppool.client.UnreadBody;
import io.netty.buffer.ByteBuf;

/**
 * Collects a small body into one array, of exact size if the length is known. Only
 * accessed on the event loop.
 */
final class BodyCollector implements BodyConsumer {

	private static final byte[] NOTHING = {};

	private final ResponseBodyReceiver body;

	private final long expected;

	private byte[] bytes = NOTHING;

	private int length;

	/**
	 * Creates an empty collector.
	 * @param body receives the body to be collected
	 * @param expected the length of the body, or a negative number if it is unknown
	 */
	BodyCollector(ResponseBodyReceiver body, long expected) {
		this.body = body;
		this.expected = expected;
	}

	@Override
	public void take(ByteBuf piece) {
		int count = piece.readableBytes();
		reserve(this.length + count);
		piece.readBytes(this.bytes, this.length, count);
		this.length += count;
		if (this.length > UnreadBody.LIMIT) {
			this.body.stream(toByteArray());
		}
		else if (this.expected < 0) {
			this.body.request(1);
		}
	}

	private void reserve(int needed) {
		if (needed <= this.bytes.length) {
			return;
		}
		int doubled = 2 * this.bytes.length;
		this.bytes = Arrays.copyOf(this.bytes, (int) Math.max(needed, Math.max(doubled, this.expected)));
	}

	@Override
	public void complete() {
		this.body.answerCollected(this.bytes, this.length);
	}

	@Override
	public void fail(Throwable failure) {
		this.body.answerBroken(toByteArray(), failure);
	}

	/**
	 * Returns what has been collected so far.
	 * @return a copy of exact size
	 */
	byte[] toByteArray() {
		return (this.length != 0) ? Arrays.copyOf(this.bytes, this.length) : NOTHING;
	}

}
