package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was learned of the servers of hosts that are not in use. The last connection of a
 * host is often one that the server has closed, and that is when something is learned. Of
 * at most {@value #MAX_HOSTS} hosts, those used last, and for at most an hour after the
 * last close. Guarded by the pool's lock.
 */
final class RememberedLimits {

	/** Some hundred bytes each. */
	static final int MAX_HOSTS = 256;

	private final PoolLock lock;

	private final Map<SocketAddress, ServerLimits> limits = new LinkedHashMap<>();

	RememberedLimits(PoolLock lock) {
		this.lock = lock;
	}

	/**
	 * A host is not in use any more.
	 */
	void keep(SocketAddress remote, ServerLimits learned) {
		this.lock.assertHeld();
		this.limits.remove(remote);
		if (this.limits.size() == MAX_HOSTS) {
			this.limits.remove(this.limits.keySet().iterator().next());
		}
		this.limits.put(remote, learned);
	}

	/**
	 * A host is in use again.
	 * @return what was learned of it, if that is remembered
	 */
	@Nullable ServerLimits take(SocketAddress remote) {
		return this.limits.remove(remote);
	}

	/**
	 * Forgets what is too old to be of use.
	 */
	void forget(long now) {
		this.lock.assertHeld();
		this.limits.values().removeIf((learned) -> learned.isForgotten(now));
	}

}
