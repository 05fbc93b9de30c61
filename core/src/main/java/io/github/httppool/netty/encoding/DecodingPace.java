package io.github.httppool.netty.encoding;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.compression.DecompressionException;

/**
 * How fast a body is decoded: as fast as it is read, which Reactor Netty says by turning
 * reading on and off, and no longer than for a moment at a time. A few encoded bytes may
 * become gigabytes. Used on the connection's event loop only.
 */
final class DecodingPace {

	/** How many pieces are decoded before the event loop gets to its other channels. */
	private static final int PIECES_AT_ONCE = 32;

	/**
	 * How many bytes are decoded that nobody has asked for: a small body ends its call.
	 */
	private static final int MAX_UNASKED = 256 * 1024;

	/** How many bytes may be left when the server closes and nobody reads. */
	private static final int MAX_UNASKED_AFTER_CLOSE = 64 * 1024 * 1024;

	private int unasked;

	private boolean serverClosed;

	void bodyBegins() {
		this.unasked = 0;
	}

	/**
	 * Somebody has asked for more.
	 */
	void asked() {
		this.unasked = 0;
	}

	/**
	 * A piece is about to be passed on.
	 * @param bytes its length
	 */
	void passes(int bytes) {
		this.unasked += bytes;
	}

	/**
	 * The server has closed: the channel is about to take with it what is not passed on.
	 */
	void serverCloses() {
		this.serverClosed = true;
	}

	/**
	 * Returns whether it is time to pause. If so, somebody will ask for more.
	 * @param context of the decoding handler
	 * @param pieces how many pieces have been passed on in this task
	 * @return whether to pause
	 */
	boolean isTimeToPause(ChannelHandlerContext context, int pieces) {
		ChannelConfig config = context.channel().config();
		if (config.isAutoRead()) {
			this.unasked = 0;
		}
		if (this.serverClosed) {
			limitUnasked();
			return false;
		}
		if (!config.isAutoRead()) {
			return this.unasked >= MAX_UNASKED;
		}
		if (pieces < PIECES_AT_ONCE) {
			return false;
		}
		config.setAutoRead(false);
		context.executor().execute(() -> config.setAutoRead(true));
		return true;
	}

	private void limitUnasked() {
		if (this.unasked > MAX_UNASKED_AFTER_CLOSE) {
			throw new DecompressionException(
					"The server has closed the connection, and more than %d MB of the decoded response body are left unread"
						.formatted(MAX_UNASKED_AFTER_CLOSE / (1024 * 1024)));
		}
	}

}
