package io.github.httppool.restclient;

import io.netty.buffer.ByteBuf;

/**
 * What becomes of a response body at the moment: collected, streamed, or drained. Only
 * called on the event loop, and not any more after {@link #complete()} or
 * {@link #fail(Throwable)}.
 */
interface BodyConsumer {

	/**
	 * Takes the next piece, which is never empty.
	 * @param piece valid during the call only, and released by the caller
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
