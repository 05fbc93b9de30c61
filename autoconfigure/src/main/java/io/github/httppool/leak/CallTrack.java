package io.github.httppool.leak;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * One call, followed from its request to the end of its response. Those who hand the
 * response over to the application say by what object it is held there; when that object
 * becomes unreachable before the call has ended, nobody can end it any more.
 * <p>
 * Must itself not be a way to that object, as the connection holds on to the track. Safe
 * for use by several threads.
 */
public final class CallTrack {

	private final String method;

	private final String target;

	private final @Nullable String callSite;

	private volatile @Nullable WeakReference<Object> holder;

	private volatile @Nullable Runnable ending;

	/**
	 * Starts to follow a call.
	 * @param method HTTP method
	 * @param target URI template, or path without query if there is none
	 * @param callSite where in the application it was made, or {@code null} if that was
	 * not recorded
	 */
	public CallTrack(String method, String target, @Nullable String callSite) {
		this.method = method;
		this.target = target;
		this.callSite = callSite;
	}

	/**
	 * The response is handed over to the application.
	 * @param object the object by which it is held there, which nobody else holds
	 * @param ending gives the connection back or closes it, from any thread, and is no
	 * way to that object
	 */
	public void heldBy(Object object, Runnable ending) {
		this.ending = ending;
		this.holder = new WeakReference<>(object);
	}

	/**
	 * The application has read the response to its end, or closed or cancelled it: it may
	 * forget it now, although the connection may be busy with the rest for a moment.
	 */
	public void ended() {
		this.holder = null;
	}

	/**
	 * Starts to follow another attempt at the same call.
	 * @return a new track
	 */
	public CallTrack again() {
		return new CallTrack(this.method, this.target, this.callSite);
	}

	/**
	 * Returns whether nobody can end the call any more.
	 */
	boolean isAbandoned() {
		WeakReference<Object> reference = this.holder;
		return reference != null && reference.refersTo(null);
	}

	/**
	 * Ends the call in place of those who should have.
	 * @return whether there was a way to do so
	 */
	boolean end() {
		Runnable action = this.ending;
		if (action == null) {
			return false;
		}
		action.run();
		return true;
	}

	/**
	 * Returns what was called.
	 * @return method and URI template, or path without query
	 */
	public String template() {
		return this.method + " " + this.target;
	}

	/**
	 * Returns where the call was made.
	 * @return class, method and line, or {@code null} if that was not recorded
	 */
	public @Nullable String callSite() {
		return this.callSite;
	}

}
