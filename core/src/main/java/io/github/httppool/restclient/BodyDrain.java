package io.github.httppool.restclient;

import io.github.httppool.client.UnreadBody;
import io.netty.buffer.ByteBuf;

/**
 * Discards the rest of a body that the caller does not read, and gives up if it is too
 * large. Only accessed on the event loop.
 */
final class BodyDrain implements BodyConsumer {

	private final ResponseBodyReceiver body;

	private int drained;

	BodyDrain(ResponseBodyReceiver body) {
		this.body = body;
	}

	@Override
	public void take(ByteBuf piece) {
		this.drained += piece.readableBytes();
		if (this.drained > UnreadBody.LIMIT) {
			this.body.abort();
		}
	}

	@Override
	public void complete() {
		// The connection is back in the pool, and nothing waits for this.
	}

	@Override
	public void fail(Throwable failure) {
		// The connection is closed, and nothing waits for this.
	}

}
