package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Closes a channel so that the server closes its end first. A slot that is free before
 * the server has noticed would let it see one connection more than the limit, for a
 * moment; this costs a round trip, and no more than a moment if the server does not
 * close.
 */
final class HalfClose {

	/** A server that is alive answers within a round trip. */
	private static final long PATIENCE_MILLIS = 100;

	private HalfClose() {
	}

	/**
	 * Closes an idle channel. From any thread.
	 */
	static void close(Channel channel) {
		if (!channel.isActive() || channel.eventLoop().isShuttingDown()) {
			channel.close();
			return;
		}
		channel.eventLoop().execute(() -> begin(channel, channel));
	}

	/**
	 * Closes a channel in the middle of a response, the rest of which is thrown away as
	 * it comes. On the event loop.
	 * @param context the handler that has been asked to close
	 * @param promise what it was asked with
	 */
	static void close(ChannelHandlerContext context, ChannelPromise promise) {
		Channel channel = context.channel();
		if (!channel.isActive() || channel.eventLoop().isShuttingDown()) {
			context.close(promise);
			return;
		}
		channel.closeFuture().addListener((closed) -> promise.trySuccess());
		begin(channel, context);
	}

	private static void begin(Channel channel, ChannelOutboundInvoker invoker) {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (tls != null) {
			tls.closeOutbound();
		}
		else if (channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput();
		}
		else {
			invoker.close();
			return;
		}
		// Or the server's close would not be noticed.
		channel.config().setAutoRead(true);
		EventLoop eventLoop = channel.eventLoop();
		eventLoop.schedule(() -> EventLoopDelay.afterNextRead(eventLoop, invoker::close), PATIENCE_MILLIS,
				TimeUnit.MILLISECONDS);
	}

}
