package io.github.httppool.netty;

import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ClientTransportConfig;
import reactor.netty.transport.ProxyProvider;
import reactor.netty.transport.TransportConfig;

/**
 * Makes Reactor Netty's clients take their connections from a pool of ours.
 */
final class HttpPoolConnectionProvider implements ConnectionProvider {

	private final ReactorHttpPool pool;

	HttpPoolConnectionProvider(ReactorHttpPool pool) {
		this.pool = pool;
	}

	@Override
	public Mono<? extends Connection> acquire(TransportConfig config, ConnectionObserver observer,
			@Nullable Supplier<? extends SocketAddress> remote, @Nullable AddressResolverGroup<?> resolver) {
		Objects.requireNonNull(remote, "remote");
		Objects.requireNonNull(resolver, "resolver");
		// Not a Mono, as a call may fail after it has got its connection. Reactor Netty
		// does not cancel.
		Flux<Connection> call = Flux.push((sink) -> begin(sink, config, observer, remote.get(), resolver),
				FluxSink.OverflowStrategy.IGNORE);
		return Mono.fromDirect(call);
	}

	private void begin(FluxSink<Connection> sink, TransportConfig config, ConnectionObserver observer,
			SocketAddress remote, AddressResolverGroup<?> resolver) {
		AddressResolverGroup<?> fitting = resolverFor(config, remote, resolver);
		if (!DialTarget.isAskedFor(sink.contextView(), config, remote, fitting)) {
			new ReactorAcquire(this.pool, sink, config, observer, remote, fitting).begin();
		}
	}

	boolean isOf(ReactorHttpPool other) {
		return this.pool == other;
	}

	/**
	 * A proxy resolves the names itself, perhaps only it can. Reactor Netty sees to that
	 * unless a client has a resolver, which all of the pool's have.
	 */
	private AddressResolverGroup<?> resolverFor(TransportConfig config, SocketAddress remote,
			AddressResolverGroup<?> resolver) {
		if (config instanceof ClientTransportConfig<?> client && client.resolver() == this.pool.resolver()) {
			ProxyProvider proxy = client.proxyProvider();
			if (proxy != null && proxy.shouldProxy(remote)) {
				return NoopAddressResolverGroup.INSTANCE;
			}
		}
		return resolver;
	}

	@Override
	public int maxConnections() {
		return this.pool.settings().pool().maxConnections();
	}

	@Override
	public @Nullable Map<SocketAddress, Integer> maxConnectionsPerHost() {
		return Map.of();
	}

	/**
	 * Reactor Netty derives its pool of HTTP/2 streams from this.
	 */
	@Override
	public Builder mutate() {
		throw new UnsupportedOperationException("HTTP/2 does not run on the pool yet; use HTTP/1.1");
	}

	@Override
	public String name() {
		return this.pool.name();
	}

}
