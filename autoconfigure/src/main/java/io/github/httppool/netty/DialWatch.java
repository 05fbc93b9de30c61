package io.github.httppool.netty;

import java.net.SocketAddress;

import io.github.httppool.pool.DialPhase;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Sees from within the pipeline which phase a dial enters. Stands first, as a proxy's
 * handler behind it replaces the address to connect to by that of the proxy, and leaves
 * when the connection is ready.
 */
final class DialWatch extends ChannelDuplexHandler {

	private static final String NAME = "httppool.dialWatch";

	private final Dial dial;

	private final @Nullable ProxyTunnel tunnel;

	private final boolean tls;

	private @Nullable SocketAddress address;

	private DialWatch(Dial dial, @Nullable ProxyTunnel tunnel, boolean tls) {
		this.dial = dial;
		this.tunnel = tunnel;
		this.tls = tls;
	}

	/**
	 * Begins to watch a channel whose pipeline is complete.
	 */
	static void begin(ChannelPipeline pipeline, Dial dial) {
		ProxyHandler proxy = pipeline.get(ProxyHandler.class);
		SslHandler tls = pipeline.get(SslHandler.class);
		ProxyTunnel tunnel = null;
		if (proxy != null) {
			tunnel = ProxyTunnel.through(proxy, tls, pipeline, dial);
			dial.goesThrough(tunnel);
		}
		pipeline.addFirst(NAME, new DialWatch(dial, tunnel, tls != null));
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
		this.address = remote;
		this.dial.enters(DialPhase.TCP, remote);
		if (this.tunnel != null) {
			this.tunnel.connecting();
		}
		context.connect(remote, local, promise);
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		if (this.tunnel != null) {
			this.tunnel.asking();
		}
		else if (this.tls && this.address != null) {
			this.dial.enters(DialPhase.TLS, this.address);
		}
		context.fireChannelActive();
	}

}
