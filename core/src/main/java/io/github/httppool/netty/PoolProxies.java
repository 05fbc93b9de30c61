package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.github.httppool.NoProxyRules;
import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.ClientTransportConfig;
import reactor.netty.transport.TransportConfig;

/**
 * Decides which proxy a dial goes through: only target and TLS count, which all
 * connections of a group have in common. Asked for each dial, not for each call.
 */
final class PoolProxies {

	private final @Nullable ProxyHop http;

	private final @Nullable ProxyHop https;

	private final NoProxyRules noProxy;

	private final boolean loopback;

	PoolProxies(ProxySettings settings) {
		this.http = hop(settings.http());
		this.https = hop(settings.https());
		this.noProxy = NoProxyRules.of(settings.noProxy());
		this.loopback = settings.loopback();
	}

	private static @Nullable ProxyHop hop(@Nullable ProxyServer server) {
		return (server != null) ? new ProxyHop(server) : null;
	}

	/**
	 * Returns the proxy of a dial.
	 * @param config configuration of the client; a proxy that it has itself is left to
	 * Reactor Netty
	 * @param target where the call goes to
	 * @return the proxy, {@code null} if the pool has none for it
	 */
	@Nullable ProxyHop hopTo(SocketAddress target, TransportConfig config) {
		ProxyHop hop = isSecure(config) ? this.https : this.http;
		return (hop != null && target instanceof InetSocketAddress host && !hasOwnProxy(config) && goesThrough(host))
				? hop : null;
	}

	private boolean goesThrough(InetSocketAddress host) {
		return (this.loopback || !NoProxyRules.isLoopback(host)) && !this.noProxy.include(host);
	}

	/** Reactor Netty takes TLS off the configuration of a call that goes without. */
	private static boolean isSecure(TransportConfig config) {
		return config instanceof HttpClientConfig client && client.isSecure();
	}

	private static boolean hasOwnProxy(TransportConfig config) {
		return config instanceof ClientTransportConfig<?> client && client.hasProxy();
	}

}
