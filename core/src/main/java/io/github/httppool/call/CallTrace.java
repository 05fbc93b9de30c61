package io.github.httppool.call;

/**
 * The trace of a call, as far as a connection may know it that is opened for the call:
 * enough to refer to it. It must not lead to the call, its observation or its response,
 * because the connection may be opened after the call has ended, and for another one.
 */
@FunctionalInterface
public interface CallTrace {

	/**
	 * A connection is open that was opened for the call, or there will be none. Called
	 * once for each, on any thread, often an event loop.
	 * @param dial how it was opened
	 */
	void dialed(DialRecord dial);

}
