package io.github.httppool.leak;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
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

	private final @Nullable Supplier<@Nullable String> callSite;

	private volatile @Nullable Method serviceMethod;

	private volatile @Nullable Hold hold;

	private volatile @Nullable Runnable afterEnd;

	private volatile boolean responseTaken;

	private volatile boolean responseIncomplete;

	/**
	 * Starts to follow a call.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none
	 * @param callSite tells where in the application it was made, or nothing;
	 * {@code null} if that was not recorded
	 */
	public CallTrack(String method, String target, @Nullable Supplier<@Nullable String> callSite) {
		this.method = method;
		this.target = target;
		this.callSite = callSite;
	}

	/**
	 * The template that the URI was expanded from is known.
	 * @param template URI template
	 */
	public void expandedFrom(String template) {
		this.target = template;
	}

	/**
	 * The call is made by an HTTP interface.
	 * @param called the method of the interface that was called
	 */
	public void madeBy(Method called) {
		this.serviceMethod = called;
	}

	/**
	 * The final response, or that of a redirect, has begun to arrive.
	 */
	public void responseBegins() {
		this.responseIncomplete = true;
	}

	/**
	 * The response has ended by its own framing.
	 */
	public void responseEnds() {
		this.responseIncomplete = false;
	}

	/**
	 * Returns whether a response has begun and not ended by its own framing.
	 * @return whether more of it is due
	 */
	public boolean isResponseIncomplete() {
		return this.responseIncomplete;
	}

	/**
	 * The response has reached the code that hands it over to the application, and that
	 * ends it if nobody else does.
	 */
	public void responseTaken() {
		this.responseTaken = true;
	}

	/**
	 * Returns whether that code has the response.
	 * @return whether it was taken
	 */
	public boolean isResponseTaken() {
		return this.responseTaken;
	}

	/**
	 * The response is handed over to the application.
	 * @param object the object by which it is held there, which nobody else holds
	 * @param ending ends the call when that object is gone, and is no way to it
	 */
	public void heldBy(Object object, Ending ending) {
		this.hold = new Hold(object, ending);
	}

	/**
	 * The application has read the response to its end, or closed or cancelled it: it may
	 * forget it now, although the connection may be busy with the rest for a moment.
	 */
	public void ended() {
		if (isHeld()) {
			this.hold = null;
			runAfterEnd();
		}
	}

	/**
	 * Runs an action when the application has ended the call, at once if it has already;
	 * perhaps twice, if it does so meanwhile.
	 */
	void whenEnded(Runnable action) {
		this.afterEnd = action;
		if (!isHeld()) {
			runAfterEnd();
		}
	}

	private void runAfterEnd() {
		Runnable action = this.afterEnd;
		if (action != null) {
			this.afterEnd = null;
			action.run();
		}
	}

	/**
	 * Returns whether the application has the response, or had it and has forgotten it,
	 * and has not ended the call.
	 * @return whether the response is there and unread
	 */
	public boolean isHeld() {
		return this.hold != null;
	}

	/**
	 * Returns whether nobody can end the call any more.
	 */
	boolean isAbandoned() {
		Hold present = this.hold;
		return present != null && present.refersTo(null);
	}

	/**
	 * Ends an abandoned call, as the application should have done.
	 * @return whether anything was left of its response
	 */
	boolean end() {
		Hold present = this.hold;
		ended();
		return present != null && present.ending.end();
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
	 * @return class, method and line; class and method of the HTTP interface if that was
	 * not recorded, or there is nothing of the application on the stack; {@code null} if
	 * none made the call
	 */
	public @Nullable String callSite() {
		String recorded = (this.callSite != null) ? this.callSite.get() : null;
		return (recorded != null) ? recorded : describe(this.serviceMethod);
	}

	private static @Nullable String describe(@Nullable Method method) {
		return (method != null) ? method.getDeclaringClass().getName() + "." + method.getName() : null;
	}

	private static final class Hold extends WeakReference<Object> {

		private final Ending ending;

		Hold(Object object, Ending ending) {
			super(object);
			this.ending = ending;
		}

	}

}
