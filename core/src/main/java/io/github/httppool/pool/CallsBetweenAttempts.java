package io.github.httppool.pool;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The calls that neither have a connection nor wait for one, and are going to ask for one
 * again: they are being redirected, wait for their next attempt, or are sent again as
 * their connection was stale. Guarded by the pool's lock.
 */
final class CallsBetweenAttempts {

	// Who has asked last, by call.
	private final Map<Object, PendingAcquire> underWay = new IdentityHashMap<>();

	private final Set<Object> aborted = Collections.newSetFromMap(new IdentityHashMap<>());

	/**
	 * A call is going to ask again. One that was aborted stays so.
	 * @param last who has asked last
	 */
	void add(PendingAcquire last) {
		if (!this.aborted.contains(last.call())) {
			this.underWay.put(last.call(), last);
		}
	}

	/**
	 * Returns whether a call is between two attempts, and was not aborted.
	 */
	boolean isUnderWay(PendingAcquire caller) {
		return this.underWay.containsKey(caller.call());
	}

	/**
	 * A call asks again, or never will.
	 * @return whether it was aborted meanwhile
	 */
	boolean remove(PendingAcquire caller) {
		this.underWay.remove(caller.call());
		return this.aborted.remove(caller.call());
	}

	/**
	 * Has all calls refused when they ask again.
	 */
	void abortAll() {
		this.aborted.addAll(this.underWay.keySet());
		this.underWay.clear();
	}

	/**
	 * Has a call refused when it asks again.
	 */
	void abort(PendingAcquire last) {
		this.underWay.remove(last.call());
		this.aborted.add(last.call());
	}

	/**
	 * Returns who has asked last of each call that was not aborted.
	 */
	Collection<PendingAcquire> underWay() {
		return this.underWay.values();
	}

	/**
	 * Returns whether there are none, aborted ones included.
	 */
	boolean isEmpty() {
		return this.underWay.isEmpty() && this.aborted.isEmpty();
	}

}
