package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.github.httppool.ProxyServer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.transport.ProxyProvider;

/**
 * A proxy of the pool's settings, as a dial goes through it. The dial resolves the
 * proxy's name and connects to one of its addresses, as to any host; the proxy is then
 * asked for the target, whose name it resolves itself. Reactor Netty's own way to a proxy
 * would resolve the proxy's name on the thread of the call, without a limit.
 */
final class ProxyHop {

	private final ProxyServer server;

	private final InetSocketAddress address;

	private final ProxyProvider provider;

	ProxyHop(ProxyServer server) {
		this.server = server;
		this.address = InetSocketAddress.createUnresolved(server.host(), server.port());
		this.provider = provider(server, this.address);
	}

	private static ProxyProvider provider(ProxyServer server, InetSocketAddress address) {
		// By a supplier, as an address as such would be resolved here and now.
		ProxyProvider.Builder builder = ProxyProvider.builder().type(type(server)).socketAddress(() -> address);
		ProxyServer.Credentials credentials = server.credentials();
		return (credentials != null)
				? builder.username(credentials.username()).password((user) -> credentials.password()).build()
				: builder.build();
	}

	private static ProxyProvider.Proxy type(ProxyServer server) {
		return switch (server.type()) {
			case HTTP -> ProxyProvider.Proxy.HTTP;
			case SOCKS5 -> ProxyProvider.Proxy.SOCKS5;
		};
	}

	/**
	 * Returns where the dial connects to.
	 * @return host and port, not resolved
	 */
	InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Has a new channel ask the proxy for the target.
	 * @param pipeline complete but for the proxy
	 * @param target what the proxy is to connect to
	 */
	void install(ChannelPipeline pipeline, SocketAddress target) {
		this.provider.addProxyHandler(pipeline.channel());
		pipeline.addAfter(NettyPipeline.ProxyHandler, Detour.NAME, new Detour(this, target));
	}

	/**
	 * Returns the proxy as a message names it.
	 * @return host, port and where they were configured
	 */
	String name() {
		String origin = this.server.origin();
		String name = Addresses.literal(this.address);
		return (origin != null) ? name + " (" + origin + ")" : name;
	}

	/**
	 * Returns whether the proxy can be told who asks.
	 */
	boolean hasCredentials() {
		return this.server.credentials() != null;
	}

	/**
	 * Netty's handler takes what a channel connects to for the target, so it is told
	 * that; {@link ProxyTunnel} before it knows the address from here. Stands behind that
	 * handler until the channel connects.
	 */
	static final class Detour extends ChannelOutboundHandlerAdapter {

		private static final String NAME = "httppool.proxyDetour";

		private final ProxyHop hop;

		private final SocketAddress target;

		private @Nullable SocketAddress resolved;

		private Detour(ProxyHop hop, SocketAddress target) {
			this.hop = hop;
			this.target = target;
		}

		/**
		 * Returns the detour of a channel.
		 * @return the detour, {@code null} if the channel goes through no proxy, or
		 * through one that its client has set
		 */
		static @Nullable Detour in(ChannelPipeline pipeline) {
			return (Detour) pipeline.get(NAME);
		}

		ProxyHop hop() {
			return this.hop;
		}

		/**
		 * Returns which address of the proxy the channel connects to.
		 */
		@Nullable SocketAddress resolved() {
			return this.resolved;
		}

		@Override
		public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
				ChannelPromise promise) {
			this.resolved = remote;
			context.connect(this.target, local, promise);
			context.pipeline().remove(this);
		}

	}

}
