package io.github.httppool.leak;

/**
 * Starts to follow calls.
 */
@FunctionalInterface
public interface CallTracker {

	/**
	 * Records no call sites: for calls whose leaks nobody looks for.
	 */
	CallTracker WITHOUT_CALL_SITES = (method, target) -> new CallTrack(method, target, null);

	/**
	 * Starts to follow a call that this thread makes.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none or it is not known yet
	 * @return the track, to be put into the call's Reactor context by its class
	 */
	CallTrack track(String method, String target);

}
