package io.github.httppool.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Clients that are built once for each name, by the first who asks. Not while the map is
 * locked, as building looks up beans, which may come back here, or wait for a thread that
 * does. Safe for use by many threads.
 *
 * @param <C> type of the clients
 */
final class NamedClientCache<C> {

	private final Map<String, C> clients = new ConcurrentHashMap<>();

	private final Function<String, C> builder;

	/**
	 * Creates an empty set of clients.
	 * @param builder builds the client of a name, more than once if several ask at a time
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
