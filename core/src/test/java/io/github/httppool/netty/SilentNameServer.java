package io.github.httppool.netty;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.EventExecutor;
import reactor.netty.resources.LoopResources;

/**
 * A name server that answers nothing.
 */
public final class SilentNameServer implements AutoCloseable {

	private final DatagramSocket socket;

	public SilentNameServer() {
		try {
			this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		}
		catch (SocketException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns a resolver like that of the pools that asks this server.
	 * @param limit of the pools
	 */
	public AddressResolverGroup<InetSocketAddress> resolver(Duration limit) {
		return new BoundedResolverGroup(new Resolvers((InetSocketAddress) this.socket.getLocalSocketAddress(), limit),
				limit);
	}

	@Override
	public void close() {
		this.socket.close();
	}

	private static final class Resolvers extends AddressResolverGroup<InetSocketAddress> {

		private final InetSocketAddress server;

		private final Duration queryTimeout;

		/** Only to find the channels of an event loop. */
		private final LoopResources loops = LoopResources.create("none");

		Resolvers(InetSocketAddress server, Duration queryTimeout) {
			this.server = server;
			this.queryTimeout = queryTimeout;
		}

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			EventLoop eventLoop = (EventLoop) executor;
			return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
				.datagramChannelFactory(() -> this.loops.onChannel(DatagramChannel.class, eventLoop))
				.nameServerProvider(new SingletonDnsServerAddressStreamProvider(this.server))
				.queryTimeoutMillis(this.queryTimeout.toMillis())).getResolver(eventLoop);
		}

	}

}
