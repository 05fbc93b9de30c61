package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.httppool.HttpPoolSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DefaultDnsCnameCache;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCnameCache;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * Resolves names by DNS, over channels of the transport that the asking event loop can
 * carry: a client may run on event loops of the application, which need not be of the
 * same transport (epoll, NIO) as those of the pools.
 */
final class DnsResolverGroup extends AddressResolverGroup<InetSocketAddress> {

	private final LoopResources loops;

	private final Duration queryTimeout;

	private final HttpPoolSettings.Names names;

	// Of all event loops: what one has learned, all know.
	private final DnsCache answers;

	private final DnsCnameCache aliases;

	private final @Nullable DnsServerAddressStreamProvider nameServers;

	// Guarded by this, like what follows.
	private final Map<Class<? extends DatagramChannel>, DnsAddressResolverGroup> byTransport = new HashMap<>();

	private boolean closed;

	/**
	 * Creates the resolvers.
	 * @param loops know the channels of each transport
	 * @param queryTimeout how long one query may take
	 * @param names how names are resolved
	 * @param nameServers whom to ask, or {@code null} for whom the system says
	 */
	DnsResolverGroup(LoopResources loops, Duration queryTimeout, HttpPoolSettings.Names names,
			@Nullable DnsServerAddressStreamProvider nameServers) {
		this.loops = loops;
		this.queryTimeout = queryTimeout;
		this.names = names;
		this.nameServers = nameServers;
		int minTtl = seconds(names.minTtl());
		int maxTtl = seconds(names.maxTtl());
		this.answers = new DefaultDnsCache(minTtl, maxTtl, seconds(names.negativeTtl()));
		this.aliases = (maxTtl > 0) ? new DefaultDnsCnameCache(minTtl, maxTtl) : NoopDnsCnameCache.INSTANCE;
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
		DnsNameResolverBuilder builder = new DnsNameResolverBuilder()
			.datagramChannelFactory(() -> this.loops.onChannel(DatagramChannel.class, eventLoop))
			.socketChannelFactory(() -> this.loops.onChannel(SocketChannel.class, eventLoop))
			.queryTimeoutMillis(this.queryTimeout.toMillis())
			.resolveCache(this.answers)
			.cnameCache(this.aliases)
			.completeOncePreferredResolved(true);
		if (this.names.ndots() != null) {
			builder.ndots(this.names.ndots());
		}
		if (this.names.searchDomains() != null) {
			builder.searchDomains(this.names.searchDomains());
		}
		if (this.nameServers != null) {
			builder.nameServerProvider(this.nameServers);
		}
		return new DnsAddressResolverGroup(builder);
	}

	/**
	 * Netty counts in seconds; less than one would be no time at all.
	 */
	private static int seconds(Duration time) {
		return (int) time.plusNanos(999_999_999).toSeconds();
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
