package io.github.httppool.netty;

import java.net.SocketAddress;

import io.github.httppool.pool.DialPhase;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sees from within the pipeline which phase a dial enters. Stands first, as a proxy's
 * handler behind it replaces the address to connect to by that of the proxy, and leaves
 * when the connection is ready.
 */
final class DialWatch extends ChannelDuplexHandler {

	private static final String NAME = "httppool.dialWatch";

	private final Dial dial;

	private final DialLane lane;

	private final @Nullable ProxyTunnel tunnel;

	private final @Nullable SslHandler tls;

	private @Nullable SocketAddress address;

	private boolean lost;

	private DialWatch(Dial dial, DialLane lane, @Nullable ProxyTunnel tunnel, @Nullable SslHandler tls) {
		this.dial = dial;
		this.lane = lane;
		this.tunnel = tunnel;
		this.tls = tls;
	}

	/**
	 * Begins to watch a channel whose pipeline is complete.
	 */
	static void begin(ChannelPipeline pipeline, Dial dial, DialLane lane) {
		ProxyHandler proxy = pipeline.get(ProxyHandler.class);
		SslHandler tls = pipeline.get(SslHandler.class);
		if (tls != null) {
			// Netty's does not look once more, and takes the way to a proxy for a part of
			// it.
			tls.setHandshakeTimeoutMillis(0);
		}
		ProxyTunnel tunnel = null;
		if (proxy != null) {
			tunnel = ProxyTunnel.through(proxy, tls, pipeline, dial);
			// What fails before an address is reached fails at any of them.
			dial.goesThrough(tunnel);
		}
		pipeline.addFirst(NAME, new DialWatch(dial, lane, tunnel, tls));
	}

	/**
	 * The connection is ready, though it may have closed just now.
	 */
	static void end(ChannelPipeline pipeline) {
		if (pipeline.get(NAME) != null) {
			pipeline.remove(NAME);
		}
	}

	@Override
	public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
			ChannelPromise promise) {
		if (!this.lane.tries(remote, context.channel().eventLoop())) {
			promise.tryFailure(this.lane.leaves(remote));
			return;
		}
		this.address = remote;
		this.dial.enters(DialPhase.TCP, remote);
		promise.addListener((connect) -> connectEnded(remote, local, connect, context));
		int timeoutMillis = context.channel().config().getConnectTimeoutMillis();
		if (this.tunnel != null) {
			this.tunnel.connecting(timeoutMillis);
		}
		if (timeoutMillis > 0) {
			// Netty's does not look once more.
			context.channel().config().setConnectTimeoutMillis(0);
			this.dial.limit(promise, context.channel(), timeoutMillis,
					(late) -> timedOut(remote, timeoutMillis, late, context, promise));
		}
		context.connect(remote, local, promise);
	}

	/**
	 * Only the first connection of a dial goes on.
	 */
	private void connectEnded(SocketAddress remote, @Nullable SocketAddress local, Future<?> connect,
			ChannelHandlerContext context) {
		if (!connect.isSuccess()) {
			this.dial.notReached(remote, local, connect.cause());
			this.lane.failed(remote, connect.cause());
		}
		else if (!this.lane.reached(remote, context.channel())) {
			this.lost = true;
			context.close();
		}
	}

	private static void timedOut(SocketAddress remote, int timeoutMillis, long lateNanos, ChannelHandlerContext context,
			ChannelPromise promise) {
		ConnectTimeoutException timeout = new ConnectTimeoutException("connection timed out after %d ms: %s%s"
			.formatted(timeoutMillis, remote, EventLoopDelay.describe(lateNanos)));
		if (promise.tryFailure(timeout)) {
			context.close();
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		if (this.lost) {
			return;
		}
		if (this.tunnel != null) {
			this.dial.goesThrough(this.tunnel);
			this.tunnel.asking();
		}
		else if (this.tls != null && this.address != null) {
			this.dial.handshakes(this.tls, Addresses.literal(this.address), this.address);
		}
		context.fireChannelActive();
	}

}
