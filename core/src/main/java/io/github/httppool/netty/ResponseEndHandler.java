package io.github.httppool.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Notices the end of each response where it leaves the pipeline, behind whatever decodes
 * its content: one that has arrived may still have to be decoded, or be found cut short.
 * Stands before Reactor Netty's own handler.
 */
final class ResponseEndHandler extends ChannelInboundHandlerAdapter {

	static final String NAME = "httppool.responseEnd";

	private final PooledConnection connection;

	ResponseEndHandler(PooledConnection connection) {
		this.connection = connection;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof LastHttpContent last && last.decoderResult().isSuccess()) {
			this.connection.responseEnds();
		}
		context.fireChannelRead(message);
	}

}
