package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.ReadTimeoutHandler;
import reactor.netty.NettyPipeline;

/**
 * The read timeout that a client has of its own. Takes the place of the handler that
 * Reactor Netty has put into the pipeline, and looks once more, as {@link LeaseTimer}
 * does, after the event loop has read what there is.
 */
final class ReadTimeout extends ReadTimeoutHandler {

	private final PooledConnection connection;

	private final long timeoutMillis;

	private long lastRead;

	private boolean reading;

	private ReadTimeout(PooledConnection connection, long timeoutMillis) {
		super(timeoutMillis, TimeUnit.MILLISECONDS);
		this.connection = connection;
		this.timeoutMillis = timeoutMillis;
	}

	/**
	 * Replaces Reactor Netty's handler, if it is there.
	 */
	static void replaceIn(ChannelPipeline pipeline, PooledConnection connection) {
		if (pipeline.get(NettyPipeline.ResponseTimeoutHandler) instanceof ReadTimeoutHandler handler
				&& !(handler instanceof ReadTimeout)) {
			pipeline.replace(NettyPipeline.ResponseTimeoutHandler, NettyPipeline.ResponseTimeoutHandler,
					new ReadTimeout(connection, handler.getReaderIdleTimeInMillis()));
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) throws Exception {
		this.lastRead = this.connection.now();
		super.handlerAdded(context);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		this.reading = true;
		super.channelRead(context, message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		this.reading = false;
		this.lastRead = this.connection.now();
		super.channelReadComplete(context);
	}

	@Override
	protected void readTimedOut(ChannelHandlerContext context) {
		long last = this.lastRead;
		long late = this.connection.now() - last - TimeUnit.MILLISECONDS.toNanos(this.timeoutMillis);
		EventLoopDelay.afterNextRead(context.executor(), () -> {
			if (this.lastRead == last && !this.reading && !context.isRemoved()) {
				this.connection.failures().readTimedOut(this.timeoutMillis, late);
			}
		});
	}

}
