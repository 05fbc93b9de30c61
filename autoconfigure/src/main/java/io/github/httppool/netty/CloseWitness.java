package io.github.httppool.netty;

import java.io.IOException;

import io.github.httppool.CloseReason;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.timeout.TimeoutException;
import io.netty.util.ReferenceCountUtil;

/**
 * Sees from within the pipeline what a channel's close alone does not tell: whether this
 * side or the other closed it, and upon which error. Stands last before Reactor Netty's
 * own handler.
 */
final class CloseWitness extends ChannelDuplexHandler {

	static final String NAME = "httppool.closeWitness";

	private final PooledConnection connection;

	CloseWitness(PooledConnection connection) {
		this.connection = connection;
	}

	/**
	 * Whatever else closes the channel from this side has noted its reason before: what
	 * is left is a call given up. When it had leaked nobody is in a hurry, so the server
	 * may close first.
	 */
	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		boolean leaked = this.connection.noteGivenUp();
		if (leaked) {
			PoliteClose.close(context, promise);
		}
		else {
			context.close(promise);
		}
	}

	/**
	 * Reactor Netty answers the server's TLS close_notify by closing this side: it is the
	 * server that closes.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslCloseCompletionEvent completion && completion.isSuccess()) {
			this.connection.noteCloseByServer();
		}
		context.fireUserEventTriggered(event);
	}

	/**
	 * What a server sends on an idle connection answers no request of ours: the
	 * connection cannot be trusted any more.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.connection.isIdle()) {
			ReferenceCountUtil.release(message);
			this.connection.noteClose(CloseReason.ERROR);
			context.close();
			return;
		}
		if (message instanceof DecoderResultProvider decoded && decoded.decoderResult().isFailure()) {
			this.connection.noteClose(CloseReason.ERROR);
		}
		context.fireChannelRead(message);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof TimeoutException) {
			this.connection.noteClose(CloseReason.TIMEOUT);
		}
		else if (!isCloseByServer(cause)) {
			this.connection.noteClose(CloseReason.ERROR);
		}
		context.fireExceptionCaught(cause);
		if (this.connection.isIdle()) {
			context.close();
		}
	}

	private static boolean isCloseByServer(Throwable cause) {
		return cause instanceof IOException || cause instanceof PrematureChannelClosureException;
	}

}
