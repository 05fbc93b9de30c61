package io.github.httppool.netty;

import java.net.SocketAddress;
import java.util.Map;

import io.github.httppool.call.Call;
import io.github.httppool.pool.Connector;
import io.github.httppool.pool.DialConfig;
import io.github.httppool.pool.PendingDial;
import io.github.httppool.pool.PoolEntry;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.TransportConfig;

/**
 * Opens the connections of a pool by Reactor Netty. The configuration comes with each
 * dial: Reactor Netty's is that of one request, down to its body, and offers no way to
 * the part of it that all requests on such connections have in common.
 */
final class ReactorConnector implements Connector {

	private final ReactorHttpPool pool;

	ReactorConnector(ReactorHttpPool pool) {
		this.pool = pool;
	}

	@Override
	public PendingDial connect(PoolEntry entry, DialConfig config) {
		Config present = (Config) config;
		Dial dial = new Dial(this.pool, entry);
		Call call = present.call();
		if (call != null && !entry.isProbe()) {
			call.dialed(dial.times());
			dial.trace().causedBy(call.trace());
		}
		ProxyHop proxy = this.pool.proxies().hopTo(present.remote(), present.transport());
		dial.begin(present.transport(), present.remote(), (proxy != null) ? this.pool.resolver() : present.resolver(),
				proxy);
		return dial;
	}

	/**
	 * What Reactor Netty dials with.
	 *
	 * @param transport the client's configuration, as one request has it
	 * @param remote where to
	 * @param resolver finds the address
	 * @param call the call that the connection is opened for, or {@code null} if it is
	 * opened before one wants it
	 */
	record Config(TransportConfig transport, SocketAddress remote, AddressResolverGroup<?> resolver,
			@Nullable Call call) implements DialConfig {

		/**
		 * What stands for how a connection is configured: calls share those of the same.
		 */
		int configurationHash() {
			return this.transport.channelHash();
		}

		@Override
		public Map<String, String> aspects() {
			return Aspects.of(this.transport, this.resolver);
		}

	}

}
