package io.github.httppool.call;

/**
 * Creates a {@link Call} for each request of a client. Safe for use by several threads.
 */
@FunctionalInterface
public interface Calls {

	/**
	 * Records no call sites: for calls without leak detection.
	 */
	Calls WITHOUT_CALL_SITES = (method, target) -> new Call(method, target, null, System.nanoTime());

	/**
	 * Starts a call made by this thread.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none or it is not known yet
	 * @return the call, which the caller puts into the Reactor context with its class as
	 * the key
	 */
	Call start(String method, String target);

}
