package io.github.httppool.netty;

import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.ClientTransportConfig;
import reactor.netty.transport.TransportConfig;

/**
 * In what the configurations of clients differ that keep them from sharing connections
 * ({@link TransportConfig#channelHash()}), as far as it has a name. What has none is a
 * handler that the application adds to each channel, for example.
 */
final class Aspects {

	private Aspects() {
	}

	/**
	 * Returns the aspects of a configuration, each as a number that stands for it.
	 */
	static Map<String, String> of(TransportConfig config, AddressResolverGroup<?> resolver) {
		Map<String, String> aspects = new LinkedHashMap<>();
		Map<ChannelOption<?>, Object> others = new LinkedHashMap<>(config.options());
		add(aspects, "connect timeout", others.remove(ChannelOption.CONNECT_TIMEOUT_MILLIS));
		add(aspects, "options of sockets", others);
		add(aspects, "event loops", config.loopResources());
		add(aspects, "resolver", resolver);
		if (config instanceof ClientTransportConfig<?> client) {
			add(aspects, "proxy", client.proxyProvider());
		}
		if (config instanceof HttpClientConfig http) {
			add(aspects, "TLS", http.sslProvider());
			add(aspects, "compression", http.isAcceptGzip());
		}
		return aspects;
	}

	private static void add(Map<String, String> aspects, String name, @Nullable Object value) {
		aspects.put(name, (value != null) ? Integer.toHexString(value.hashCode()) : "none");
	}

}
