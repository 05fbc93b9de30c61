package io.github.httppool.sample.traffic;

import java.net.URI;
import java.time.Duration;

/**
 * Makes calls with one of Spring's clients, a bounded number at one time and without a
 * queue of its own: the only place to wait in is the pool's.
 */
interface Caller {

	/**
	 * Starts a call and returns without waiting for its answer.
	 * @param uri what to get
	 * @param call ended by the caller, unless there is no room
	 * @return whether there was room for the call; if not, it is untouched
	 */
	boolean makeCall(URI uri, Call call);

	/**
	 * Takes no more calls, lets those in flight finish and aborts what is left after the
	 * timeout.
	 */
	void close(Duration timeout);

}
