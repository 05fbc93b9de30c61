package io.github.httppool.call;

import java.lang.ref.WeakReference;

/**
 * The object by which the application holds a response, and how to end the response once
 * that object is gone.
 */
final class ResponseHold extends WeakReference<Object> {

	private final Ending ending;

	/**
	 * Creates a hold.
	 * @param object what the application has
	 * @param ending ends the response, and is no way to the object
	 */
	ResponseHold(Object object, Ending ending) {
		super(object);
		this.ending = ending;
	}

	/**
	 * Returns whether nobody can end the response any more.
	 */
	boolean isAbandoned() {
		return refersTo(null);
	}

	/**
	 * Ends the response.
	 * @return whether anything was left of it
	 */
	boolean end() {
		return this.ending.end();
	}

}
