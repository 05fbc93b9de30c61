package io.github.httppool.leak;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Responses that the application has and has not read, but whose lease has ended: they
 * have arrived to their end, or their connection was closed. The connection is free, the
 * buffers they have arrived in are not. Safe for use by many threads.
 */
final class UnreadResponses {

	private final Map<CallTrack, Lease> leases = new ConcurrentHashMap<>();

	/**
	 * Adds a response, until it has been read or closed.
	 */
	void add(CallTrack track, Lease lease) {
		this.leases.put(track, lease);
		track.whenEnded(() -> this.leases.remove(track));
	}

	/**
	 * Removes a response.
	 * @return whether it was there
	 */
	boolean remove(CallTrack track) {
		return this.leases.remove(track) != null;
	}

	void forEach(BiConsumer<CallTrack, Lease> action) {
		this.leases.forEach(action);
	}

	Collection<Lease> leases() {
		return this.leases.values();
	}

}
