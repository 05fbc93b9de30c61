package io.github.httppool.call;

import java.lang.ref.WeakReference;

/**
 * A weak reference to the object by which the application holds a response, and how to
 * end the response once that object is gone.
 */
final class ResponseHold extends WeakReference<Object> {

	private final Ending ending;

	/**
	 * Creates a hold.
	 * @param object the object that the application holds
	 * @param ending ends the response; must hold no reference to the object, even
	 * indirectly
	 */
	ResponseHold(Object object, Ending ending) {
		super(object);
		this.ending = ending;
	}

	/**
	 * Returns whether the application can no longer end the response.
	 */
	boolean isAbandoned() {
		return refersTo(null);
	}

	/**
	 * Ends the response.
	 * @return whether any of it was left
	 */
	boolean end() {
		return this.ending.end();
	}

}
