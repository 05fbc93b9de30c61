package io.github.httppool.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of a request the server, or the operating system on its behalf, has
 * taken. Nobody tells, so it is looked now and then. Times are in nanoseconds. Used on
 * the connection's event loop only.
 */
final class SentBytes {

	private final Channel channel;

	private final WireExchange exchange;

	private long taken;

	private long lastTaken;

	SentBytes(Channel channel, WireExchange exchange) {
		this.channel = channel;
		this.exchange = exchange;
	}

	void begin(long now) {
		this.taken = 0;
		this.lastTaken = now;
	}

	/**
	 * Returns whether the server has not taken all that was sent.
	 */
	boolean arePending() {
		ChannelOutboundBuffer buffer = buffer();
		return buffer != null && !buffer.isEmpty();
	}

	/**
	 * Notes what was taken since the last look. If nothing is pending, the server is not
	 * what is waited for.
	 */
	void look(long now) {
		ChannelOutboundBuffer buffer = buffer();
		long gone = this.exchange.written() - ((buffer != null) ? pending(buffer) : 0);
		if (gone != this.taken || !arePending()) {
			this.taken = gone;
			this.lastTaken = now;
		}
	}

	/**
	 * A buffer or file that is partly gone still counts as pending as a whole.
	 */
	private static long pending(ChannelOutboundBuffer buffer) {
		return buffer.totalPendingWriteBytes() - buffer.currentProgress();
	}

	private @Nullable ChannelOutboundBuffer buffer() {
		return this.channel.unsafe().outboundBuffer();
	}

	/**
	 * Returns how many bytes of the body were taken by the last look.
	 */
	long taken() {
		return this.taken;
	}

	/**
	 * Returns when the server last took any, or had none to take.
	 */
	long lastTaken() {
		return this.lastTaken;
	}

}
