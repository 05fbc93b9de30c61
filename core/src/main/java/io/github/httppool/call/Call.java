package io.github.httppool.call;

import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One call, from its start to the end of its response, with all its attempts: the one
 * object that a client, the connection and leak detection refer to. Its client puts it
 * into the Reactor context by its class.
 * <p>
 * A client that hands a response over to the application says by what object it is held
 * there; when that object becomes unreachable before the response has ended, nobody can
 * end it any more. The call itself must be no way to that object, as the connection holds
 * on to the call.
 * <p>
 * Times are those of {@link System#nanoTime()}. Safe for use by several threads.
 */
public final class Call {

	private static final AtomicIntegerFieldUpdater<Call> LEASES = AtomicIntegerFieldUpdater.newUpdater(Call.class,
			"leases");

	private final @Nullable String method;

	private volatile @Nullable String target;

	private final @Nullable Supplier<@Nullable String> callSite;

	private final long start;

	private final PhaseTimes phases;

	private volatile int attempts;

	private volatile int leases;

	private volatile @Nullable Runnable afterLeases;

	private volatile @Nullable RetryCause failure;

	private volatile @Nullable Method serviceMethod;

	private volatile @Nullable ResponseHold hold;

	private volatile @Nullable Runnable afterRelease;

	private volatile boolean responseTaken;

	private volatile boolean responseIncomplete;

	/**
	 * Starts a call.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none
	 * @param callSite tells where in the application it was made, or nothing;
	 * {@code null} if that was not recorded
	 * @param start the time
	 */
	public Call(String method, String target, @Nullable Supplier<@Nullable String> callSite, long start) {
		this(start, method, target, callSite);
	}

	private Call(long start, @Nullable String method, @Nullable String target,
			@Nullable Supplier<@Nullable String> callSite) {
		this.method = method;
		this.target = target;
		this.callSite = callSite;
		this.start = start;
		this.phases = new PhaseTimes(start);
	}

	/**
	 * Starts a call of which its client says nothing, as none of the pool's made it.
	 * Nobody tells when its response is taken, so it always may have been.
	 * @param start the time
	 * @return the call
	 */
	public static Call anonymous(long start) {
		Call call = new Call(start, null, null, null);
		call.responseTaken = true;
		return call;
	}

	// What it is

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
	 * Returns what was called.
	 * @return method and path, with variables if there was a template, without query;
	 * {@code null} if the call is {@linkplain #anonymous(long) anonymous}
	 */
	public @Nullable String template() {
		String present = this.target;
		return (this.method != null && present != null) ? RequestPath.describe(this.method, present) : null;
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

	// Where it is

	/**
	 * Returns when the call began.
	 * @return the time
	 */
	public long start() {
		return this.start;
	}

	/**
	 * The call needs a connection: its first, or the next one as it was redirected or is
	 * repeated.
	 * @param now the time
	 */
	public void queued(long now) {
		countAttempt();
		this.phases.enter(CallPhase.QUEUED, now);
	}

	/**
	 * One attempt follows the other, so that no two threads count.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void countAttempt() {
		this.attempts++;
	}

	/**
	 * The call has got a connection.
	 * @param now the time
	 */
	public void connected(long now) {
		this.phases.enter(CallPhase.SENDING, now);
	}

	/**
	 * The call has got a new connection, which was not used before.
	 * @param dialed when that began to be opened, perhaps for another call
	 * @param now the time
	 */
	public void newlyConnected(long dialed, long now) {
		this.phases.connectedSince(dialed, now);
	}

	/**
	 * The request has been sent; a response may have begun before.
	 * @param now the time
	 */
	public void requestSent(long now) {
		this.phases.enterAfter(CallPhase.SENDING, CallPhase.WAITING, now);
	}

	/**
	 * The final response, or that of a redirect, has begun to arrive.
	 * @param now the time
	 */
	public void responseBegins(long now) {
		this.responseIncomplete = true;
		this.phases.enter(CallPhase.RECEIVING, now);
	}

	/**
	 * The response has ended by its own framing.
	 */
	public void responseEnds() {
		this.responseIncomplete = false;
	}

	/**
	 * The call needs nothing more of the pool: its response has ended, it has failed, or
	 * it was cancelled. What comes after that is not of this call.
	 * @param now the time
	 */
	public void done(long now) {
		this.phases.enter(CallPhase.DONE, now);
	}

	// Its attempts

	/**
	 * The present attempt fails, in a way that the next one may not.
	 * @param cause why
	 */
	public void fails(RetryCause cause) {
		this.failure = cause;
	}

	/**
	 * Returns why the present attempt has failed.
	 * @return the cause; {@code null} if it has not failed, or would again
	 */
	@Nullable RetryCause failure() {
		return this.failure;
	}

	/**
	 * A connection is leased to the call.
	 */
	public void leaseBegins() {
		LEASES.incrementAndGet(this);
	}

	/**
	 * A lease of the call has ended.
	 */
	public void leaseEnds() {
		if (LEASES.decrementAndGet(this) == 0) {
			runAfterLeases();
		}
	}

	/**
	 * Runs an action when no connection is leased to the call any more, at once if none
	 * is; perhaps twice, if the last lease ends meanwhile.
	 * @param action the action
	 */
	public void whenNotLeased(Runnable action) {
		this.afterLeases = action;
		if (this.leases == 0) {
			runAfterLeases();
		}
	}

	private void runAfterLeases() {
		Runnable action = this.afterLeases;
		if (action != null) {
			this.afterLeases = null;
			action.run();
		}
	}

	/**
	 * The present attempt is over, its connection is free, and the call waits before the
	 * next one.
	 */
	void pauses(long now) {
		this.phases.reopen(CallPhase.PAUSED, now);
	}

	/**
	 * The call is repeated: nothing of its last attempt counts any more.
	 */
	void repeats(long now) {
		this.failure = null;
		this.hold = null;
		this.afterRelease = null;
		this.responseTaken = false;
		this.responseIncomplete = false;
		this.phases.reopen(CallPhase.QUEUED, now);
	}

	/**
	 * Returns what the call waits for.
	 * @return the phase
	 */
	public CallPhase phase() {
		return this.phases.present();
	}

	/**
	 * Returns how long a phase has lasted, in all attempts together.
	 * @param phase the phase
	 * @param now the time, up to which the present phase counts
	 * @return nanoseconds; 0 for {@link CallPhase#DONE}
	 */
	public long nanos(CallPhase phase, long now) {
		return this.phases.nanos(phase, now);
	}

	/**
	 * Returns how often the call has needed a connection: once, and once more for each
	 * time that it was redirected or repeated.
	 * @return the count
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Returns whether a response has begun and not ended by its own framing.
	 * @return whether more of it is due
	 */
	public boolean isResponseIncomplete() {
		return this.responseIncomplete;
	}

	// Who has its response

	/**
	 * The response has reached the code that hands it over to the application, and that
	 * ends it if nobody else does.
	 */
	public void responseTaken() {
		this.responseTaken = true;
	}

	/**
	 * Returns whether that code has the response, or may have it.
	 * @return whether it was taken
	 */
	public boolean isResponseTaken() {
		return this.responseTaken;
	}

	/**
	 * The response is handed over to the application.
	 * @param object the object by which it is held there, which nobody else holds
	 * @param ending ends the response when that object is gone, and is no way to it
	 */
	public void responseHeldBy(Object object, Ending ending) {
		this.hold = new ResponseHold(object, ending);
	}

	/**
	 * The application has read the response to its end, or closed or cancelled it: it may
	 * forget it now, although the connection may be busy with the rest for a moment.
	 */
	public void responseReleased() {
		if (isResponseHeld()) {
			this.hold = null;
			runAfterRelease();
		}
	}

	/**
	 * Runs an action when the application has released the response, at once if it has
	 * already; perhaps twice, if it does so meanwhile.
	 * @param action the action
	 */
	public void whenResponseReleased(Runnable action) {
		this.afterRelease = action;
		if (!isResponseHeld()) {
			runAfterRelease();
		}
	}

	private void runAfterRelease() {
		Runnable action = this.afterRelease;
		if (action != null) {
			this.afterRelease = null;
			action.run();
		}
	}

	/**
	 * Returns whether the application has the response, or had it and has forgotten it,
	 * and has not released it.
	 * @return whether the response is there and unread
	 */
	public boolean isResponseHeld() {
		return this.hold != null;
	}

	/**
	 * Returns whether nobody can end the response any more.
	 * @return whether the application has forgotten it
	 */
	public boolean isAbandoned() {
		ResponseHold present = this.hold;
		return present != null && present.isAbandoned();
	}

	/**
	 * Ends an abandoned response, as the application should have done. On the
	 * connection's event loop.
	 * @return whether anything was left of it
	 */
	public boolean endAbandoned() {
		ResponseHold present = this.hold;
		responseReleased();
		return present != null && present.end();
	}

	@Override
	public String toString() {
		String template = template();
		return (template != null) ? template : "a call";
	}

}
