package io.github.httppool.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;

/**
 * Counts the bytes that go to a socket, those of TLS and proxies included. Stands before
 * all other handlers. Used on the channel's event loop only.
 */
final class OutboundBytes extends ChannelOutboundHandlerAdapter {

	private static final String NAME = "httppool.outboundBytes";

	private long total;

	private long flushed;

	void countIn(ChannelPipeline pipeline) {
		pipeline.addFirst(NAME, this);
	}

	/**
	 * Returns how many bytes were given to the channel since it was opened.
	 */
	long total() {
		return this.total;
	}

	/**
	 * Returns how many of them were flushed.
	 */
	long flushed() {
		return this.flushed;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf bytes) {
			this.total += bytes.readableBytes();
		}
		else if (message instanceof FileRegion file) {
			this.total += file.count();
		}
		context.write(message, promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		this.flushed = this.total;
		context.flush();
	}

}
