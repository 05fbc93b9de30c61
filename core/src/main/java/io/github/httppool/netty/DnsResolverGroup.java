package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.EventExecutor;
import reactor.netty.resources.LoopResources;

/**
 * Resolves names by DNS, over channels of the transport that the asking event loop can
 * carry: a client may run on event loops of the application, which need not be of the
 * same transport (epoll, NIO) as those of the pools.
 */
final class DnsResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final LoopResources loops;

	private final Duration queryTimeout;

	// Guarded by this, like what follows.
	private final Map<Class<? extends DatagramChannel>, DnsAddressResolverGroup> byTransport = new HashMap<>();

	private boolean closed;

	/**
	 * Creates the resolvers.
	 * @param loops know the channels of each transport
	 * @param queryTimeout how long one query may take
	 */
	DnsResolverGroup(LoopResources loops, Duration queryTimeout) {
		this.loops = loops;
		this.queryTimeout = queryTimeout;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		EventLoop eventLoop = (EventLoop) executor;
		return of(eventLoop).getResolver(eventLoop);
	}

	private synchronized DnsAddressResolverGroup of(EventLoop eventLoop) {
		if (this.closed) {
			throw new IllegalStateException("The pools are closed, and so are their resolvers");
		}
		return this.byTransport.computeIfAbsent(this.loops.onChannelClass(DatagramChannel.class, eventLoop),
				(transport) -> create(eventLoop));
	}

	private DnsAddressResolverGroup create(EventLoop eventLoop) {
		return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
			.datagramChannelFactory(() -> this.loops.onChannel(DatagramChannel.class, eventLoop))
			.socketChannelFactory(() -> this.loops.onChannel(SocketChannel.class, eventLoop))
			.queryTimeoutMillis(this.queryTimeout.toMillis())
			.completeOncePreferredResolved(true));
	}

	@Override
	public void close() {
		super.close();
		closeAll();
	}

	private synchronized void closeAll() {
		this.closed = true;
		this.byTransport.values().forEach(AddressResolverGroup::close);
	}

}
