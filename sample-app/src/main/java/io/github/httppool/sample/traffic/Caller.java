package io.github.httppool.sample.traffic;

import java.net.URI;
import java.time.Duration;

/**
 * Makes calls with one of Spring's clients, a bounded number at a time. It has no queue
 * of its own: calls wait only in the pool's queue.
 */
interface Caller {

	/**
	 * Starts a call and returns without waiting for its response.
	 * @param uri the URI to get
	 * @param call ended by the caller, unless there is no room
	 * @return whether there was room for the call; if not, it is untouched
	 */
	boolean makeCall(URI uri, Call call);

	/**
	 * Takes no more calls. Those in flight go on.
	 */
	void close();

	/**
	 * Waits, once closed, until no call is in flight.
	 */
	void awaitCalls(Duration timeout);

}
