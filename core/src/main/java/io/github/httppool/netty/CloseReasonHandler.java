package io.github.httppool.netty;

import io.github.httppool.CloseReason;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Sees from within the pipeline what a channel's close alone does not tell: whether this
 * side or the other closed it, and upon which error. Closes it upon any error, and fails
 * a call that nobody else tells of an error or a close. Stands last before Reactor
 * Netty's own handler.
 */
final class CloseReasonHandler extends ChannelDuplexHandler {

	static final String NAME = "httppool.closeWitness";

	private final PooledConnection connection;

	private final GenericFutureListener<Future<Void>> whenWritten = this::written;

	CloseReasonHandler(PooledConnection connection) {
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
			HalfClose.close(context, promise);
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
			this.connection.staleWatch().closeSeen();
			this.connection.noteOrderlyClose();
		}
		context.fireUserEventTriggered(event);
	}

	/**
	 * Reactor Netty does not look whether a request without a body could be written.
	 */
	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (!(message instanceof HttpRequest)) {
			context.write(message, promise);
			return;
		}
		ChannelPromise observed = promise.unvoid();
		observed.addListener(this.whenWritten);
		context.write(message, observed);
	}

	private void written(Future<Void> written) {
		if (written.isSuccess()) {
			this.connection.fate().headTaken();
		}
		else {
			this.connection.failures().writeFailed(written.cause());
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		try {
			context.fireChannelInactive();
		}
		finally {
			this.connection.gone();
		}
	}

	/**
	 * After any error nobody knows what the next bytes would mean: the channel is closed,
	 * whatever else the error ends or does not end.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof ReadTimeoutException) {
			this.connection.failures().timedOut();
		}
		else if (cause instanceof TimeoutException) {
			this.connection.closing().note(CloseReason.TIMEOUT);
		}
		else if (ConnectionLoss.is(cause)) {
			if (this.connection.fate().resetSeen()) {
				this.connection.entry().keepAlive().wasReset();
			}
			this.connection.noteCloseByServer();
		}
		else {
			this.connection.closing().note(CloseReason.ERROR);
		}
		LeasedConnection lease = this.connection.lease();
		if (lease != null) {
			lease.caller().failsWith(cause);
		}
		try {
			context.fireExceptionCaught(cause);
		}
		finally {
			context.close();
		}
	}

}
