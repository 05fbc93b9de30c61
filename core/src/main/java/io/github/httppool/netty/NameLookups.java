package io.github.httppool.netty;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.httppool.pool.PoolEntry;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Resolves the names of hosts again for as long as there are connections, so that the
 * pool learns which of their addresses the names have no more. A resolver is asked as
 * often as the pool is swept, as it usually remembers for how long an answer holds. Only
 * what resolves a name is kept, nothing of the call that the connection was opened for.
 */
final class NameLookups {

	private static final Log logger = LogFactory.getLog(NameLookups.class);

	private final ReactorHttpPool pool;

	// One that is slow is not asked twice.
	private final Set<Name> underWay = ConcurrentHashMap.newKeySet();

	NameLookups(ReactorHttpPool pool) {
		this.pool = pool;
	}

	/**
	 * Resolves the names of some connections. A resolver of the application may block,
	 * and so is asked on a timer's thread.
	 * @param connections the slots of the connections
	 */
	void lookUp(List<PoolEntry> connections) {
		for (PoolEntry entry : connections) {
			PooledConnection connection = (PooledConnection) entry.connection();
			Name name = connection.name();
			if (name != null && this.underWay.add(name)) {
				EventExecutor executor = connection.channel().eventLoop();
				if (name.resolver() == this.pool.resolver()) {
					lookUp(name, entry, executor);
				}
				else {
					this.pool.after(Duration.ZERO, () -> lookUp(name, entry, executor));
				}
			}
		}
	}

	private void lookUp(Name name, PoolEntry entry, EventExecutor executor) {
		try {
			resolver(name, executor).resolveAll(name.address())
				.addListener((Future<List<SocketAddress>> lookup) -> lookedUp(name, entry, lookup));
		}
		catch (Throwable ex) {
			// One that is closed, for instance.
			this.underWay.remove(name);
			failed(name, ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static AddressResolver<SocketAddress> resolver(Name name, EventExecutor executor) {
		return (AddressResolver<SocketAddress>) name.resolver().getResolver(executor);
	}

	private void lookedUp(Name name, PoolEntry entry, Future<List<SocketAddress>> lookup) {
		this.underWay.remove(name);
		if (lookup.isSuccess()) {
			this.pool.engine().nameResolved(entry, lookup.getNow(), this.pool.now());
		}
		else {
			failed(name, lookup.cause());
		}
	}

	/**
	 * Nothing is learned. The next dial tells the callers that it concerns.
	 */
	private static void failed(Name name, Throwable cause) {
		logger.debug("%s was not resolved again".formatted(Addresses.literal(name.address())), cause);
	}

	/**
	 * The name of a host and what resolves it.
	 *
	 * @param address host and port, unresolved
	 * @param resolver finds the addresses
	 */
	record Name(SocketAddress address, AddressResolverGroup<?> resolver) {

	}

}
