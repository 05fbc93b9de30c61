package io.github.httppool.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of a request the server, or the operating system on its behalf, has
 * taken, those of TLS included. Nobody tells, so it is looked now and then. Times are in
 * nanoseconds. Used on the connection's event loop only.
 */
final class SentBytes {

	private final Channel channel;

	private final OutboundBytes outbound;

	private long before;

	private long taken;

	private long lastTaken;

	SentBytes(Channel channel, OutboundBytes outbound) {
		this.channel = channel;
		this.outbound = outbound;
	}

	void begin(long now) {
		this.before = this.outbound.flushed();
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
		long gone = this.outbound.flushed() - this.before - pending();
		if (gone > this.taken || !arePending()) {
			this.taken = gone;
			this.lastTaken = now;
		}
	}

	/**
	 * The buffer itself counts more than its bytes: what the application adds would look
	 * as if the server had taken some.
	 */
	private long pending() {
		ChannelOutboundBuffer buffer = buffer();
		if (buffer == null) {
			return 0;
		}
		Sum sum = new Sum();
		try {
			buffer.forEachFlushedMessage(sum);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Counting bytes has failed", ex);
		}
		return sum.bytes;
	}

	private @Nullable ChannelOutboundBuffer buffer() {
		return this.channel.unsafe().outboundBuffer();
	}

	/**
	 * Returns how many bytes of the call were taken by the last look.
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

	/**
	 * Of a buffer or file that is partly gone, what is left counts.
	 */
	private static final class Sum implements ChannelOutboundBuffer.MessageProcessor {

		private long bytes;

		@Override
		public boolean processMessage(Object message) {
			if (message instanceof ByteBuf buffer) {
				this.bytes += buffer.readableBytes();
			}
			else if (message instanceof FileRegion file) {
				this.bytes += file.count() - file.transferred();
			}
			return true;
		}

	}

}
