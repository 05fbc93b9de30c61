package io.github.httppool.leak;

import java.lang.ref.WeakReference;
import java.util.function.Supplier;

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

	private volatile String target;

	private final @Nullable Supplier<String> callSite;

	private volatile @Nullable Hold hold;

	/**
	 * Starts to follow a call.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none
	 * @param callSite tells where in the application it was made, {@code null} if that
	 * was not recorded
	 */
	public CallTrack(String method, String target, @Nullable Supplier<String> callSite) {
		this.method = method;
		this.target = target;
		this.callSite = callSite;
	}

	/**
	 * The template of the URI turns out.
	 * @param template URI template
	 */
	public void expandedFrom(String template) {
		this.target = template;
	}

	/**
	 * The response is handed over to the application.
	 * @param object the object by which it is held there, which nobody else holds
	 * @param ending gives the connection back or closes it, from any thread, and is no
	 * way to that object
	 */
	public void heldBy(Object object, Runnable ending) {
		this.hold = new Hold(new WeakReference<>(object), ending);
	}

	/**
	 * The application has read the response to its end, or closed or cancelled it: it may
	 * forget it now, although the connection may be busy with the rest for a moment.
	 */
	public void ended() {
		this.hold = null;
	}

	/**
	 * Returns whether nobody can end the call any more.
	 */
	boolean isAbandoned() {
		Hold present = this.hold;
		return present != null && present.object.refersTo(null);
	}

	/**
	 * Ends an abandoned call in place of those who should have.
	 */
	void end() {
		Hold present = this.hold;
		if (present != null) {
			present.ending.run();
		}
	}

	/**
	 * Returns what was called.
	 * @return method and path, with variables if there was a template, without query
	 */
	public String template() {
		return RequestPath.describe(this.method, this.target);
	}

	/**
	 * Returns where the call was made.
	 * @return class, method and line, or {@code null} if that was not recorded
	 */
	public @Nullable String callSite() {
		return (this.callSite != null) ? this.callSite.get() : null;
	}

	private record Hold(WeakReference<Object> object, Runnable ending) {
	}

}
