package io.github.httppool.restclient;

import io.netty.buffer.ByteBuf;

/**
 * Consumes a response body: collects, streams or drains it. Only called on the event
 * loop, and not after {@link #complete()} or {@link #fail(Throwable)}.
 */
interface BodyConsumer {

	/**
	 * Takes the next piece, which is never empty.
	 * @param piece valid only during this method, and released by its caller
	 */
	void take(ByteBuf piece);

	/**
	 * The body is complete.
	 */
	void complete();

	/**
	 * The body will never be complete.
	 * @param failure why
	 */
	void fail(Throwable failure);

}
