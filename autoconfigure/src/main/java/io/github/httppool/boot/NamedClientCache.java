package io.github.httppool.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A cache of clients by name; each is built on first use. No lock is held while a client
 * is built, because building looks up beans, which may call back here or wait for a
 * thread that does. Safe for use by many threads.
 *
 * @param <C> type of the clients
 */
final class NamedClientCache<C> {

	private final Map<String, C> clients = new ConcurrentHashMap<>();

	private final Function<String, C> builder;

	/**
	 * Creates an empty cache.
	 * @param builder builds the client of a name, more than once if several threads ask
	 * at the same time
	 */
	NamedClientCache(Function<String, C> builder) {
		this.builder = builder;
	}

	C get(String name) {
		C known = this.clients.get(name);
		if (known != null) {
			return known;
		}
		C built = this.builder.apply(name);
		C first = this.clients.putIfAbsent(name, built);
		return (first != null) ? first : built;
	}

}
