package io.github.httppool.call;

/**
 * Starts calls. Safe for use by several threads.
 */
@FunctionalInterface
public interface Calls {

	/**
	 * Records no call sites: for calls whose leaks nobody looks for.
	 */
	Calls WITHOUT_CALL_SITES = (method, target) -> new Call(method, target, null, System.nanoTime());

	/**
	 * Starts a call that this thread makes.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none or it is not known yet
	 * @return the call, to be put into its Reactor context by its class
	 */
	Call start(String method, String target);

}
