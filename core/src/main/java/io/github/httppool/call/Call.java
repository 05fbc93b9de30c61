package io.github.httppool.call;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;

import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one call with all its attempts, from its start to the end of its
 * response: what is called and from where, what it waits for, when it must be over, and
 * what holds its response. Records, and at the end of a lease, of the response and of the
 * call runs what it was given for that. The client, the connection and leak detection all
 * refer to this object. The client puts it into the Reactor context, with its class as
 * the key.
 * <p>
 * A client that hands a response over to the application names the object by which the
 * application holds it. If that object becomes unreachable before the response ends, the
 * application can no longer end the response. The call itself must not lead to that
 * object, because the connection keeps the call reachable.
 * <p>
 * Times are those of {@link System#nanoTime()}. Safe for use by several threads.
 */
public final class Call {

	private static final AtomicIntegerFieldUpdater<Call> LEASES = AtomicIntegerFieldUpdater.newUpdater(Call.class,
			"leases");

	private static final AtomicReferenceFieldUpdater<Call, @Nullable Runnable> AFTER_LEASES = AtomicReferenceFieldUpdater
		.newUpdater(Call.class, Runnable.class, "afterLeases");

	/**
	 * A server that does not read keeps TLS from being closed, by default for three
	 * seconds.
	 */
	private static final long LONGEST_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(4);

	private final @Nullable String method;

	private volatile @Nullable String target;

	private final @Nullable Supplier<@Nullable String> callSite;

	private final long start;

	private final PhaseTimes phases;

	private final CallEnd end;

	private volatile int attempts;

	private volatile int leases;

	// Read by its updater.
	@SuppressWarnings("unused")
	private volatile @Nullable Runnable afterLeases;

	private volatile @Nullable RetryCause failure;

	private volatile @Nullable Resendable request;

	private volatile boolean sentOnce;

	private volatile @Nullable Method serviceMethod;

	private volatile @Nullable Deadline total;

	private volatile @Nullable Deadline around;

	private volatile @Nullable TimeLimit responseLimit;

	private volatile Streaming streaming = Streaming.UNKNOWN;

	private volatile boolean reading = true;

	private volatile long readingSince;

	private volatile long unreadSince;

	private volatile @Nullable ResponseHold hold;

	private volatile @Nullable Runnable afterRelease;

	private volatile boolean responseTaken;

	private volatile boolean responseIncomplete;

	private volatile @Nullable CallTrace trace;

	private volatile boolean leaked;

	/**
	 * Starts a call.
	 * @param method HTTP method
	 * @param target URI template, or URI if there is none
	 * @param callSite supplies where in the application it was made, or {@code null} if
	 * the stack has no frame of the application; is itself {@code null} if the stack was
	 * not recorded
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
		this.readingSince = start;
		this.unreadSince = start;
		this.phases = new PhaseTimes(start);
		this.end = new CallEnd(this, this.phases);
	}

	/**
	 * Starts a call about which nothing is known, because it was not made by one of the
	 * pool's clients. As no client reports that the response was taken, it always counts
	 * as taken.
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
	 * Sets the template that the URI was expanded from.
	 * @param template URI template
	 */
	public void expandedFrom(String template) {
		this.target = template;
	}

	/**
	 * Notes that the call was made through an HTTP interface.
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
	 * not recorded, or if the stack has no frame of the application; {@code null} if the
	 * call was not made through an HTTP interface either
	 */
	public @Nullable String callSite() {
		String recorded = (this.callSite != null) ? this.callSite.get() : null;
		return (recorded != null) ? recorded : describe(this.serviceMethod);
	}

	private static @Nullable String describe(@Nullable Method method) {
		return (method != null) ? method.getDeclaringClass().getName() + "." + method.getName() : null;
	}

	/**
	 * Returns whether a client of ours tells what becomes of the call.
	 * @return {@code false} if it is {@linkplain #anonymous(long) anonymous}
	 */
	public boolean isNamed() {
		return this.method != null;
	}

	/**
	 * Sets whether the call is known to keep its connection for as long as it likes. What
	 * was declared before stays so.
	 * @param known what is known
	 */
	public void streams(Streaming known) {
		if (known.compareTo(this.streaming) > 0) {
			this.streaming = known;
		}
	}

	/**
	 * Returns whether the call is known to keep its connection for as long as it likes.
	 * @return what is known before its response
	 */
	public Streaming streaming() {
		return this.streaming;
	}

	// How it is observed

	/**
	 * The call is observed: what it waits for is kept one by one.
	 * @param least how long it must have lasted to be kept, in nanoseconds
	 */
	public void observed(long least) {
		this.phases.keepIntervals(least);
	}

	/**
	 * The call is traced.
	 * @param ofCall what a connection may know of its trace that is opened for it;
	 * {@code null} if nobody wants to know of connections
	 */
	public void tracedBy(@Nullable CallTrace ofCall) {
		this.trace = ofCall;
	}

	/**
	 * Returns who wants to know how connections are opened for the call.
	 * @return what a connection may know of its trace, or {@code null}
	 */
	public @Nullable CallTrace trace() {
		return this.trace;
	}

	/**
	 * Returns what an observed call has waited for.
	 * @param now the time, at which the present phase counts as over
	 * @return each phase of each attempt that has lasted for long enough, in order; empty
	 * if the call is not observed
	 */
	public List<PhaseInterval> intervals(long now) {
		return this.phases.intervals(now);
	}

	// When it must be over

	/**
	 * Sets when the call must be over by the limit of its pool.
	 * @param ofPool the deadline
	 */
	public void limitTo(Deadline ofPool) {
		this.total = ofPool;
	}

	/**
	 * The call has a limit of its own, which counts in place of that of its pool.
	 * @param own how long it may take from its start on
	 */
	public void limitItselfTo(TimeLimit own) {
		this.total = Deadline.hard(this.start, own.time(), own.source());
	}

	/**
	 * The call has a limit of its own for the time from the request sent to the head of
	 * the response.
	 * @param own how long that may take
	 */
	public void limitResponseTo(TimeLimit own) {
		this.responseLimit = own;
	}

	/**
	 * The code that makes the call must be over by a time, and all its calls with it.
	 * @param end the deadline, {@code null} if there is none
	 */
	public void mustEndBy(@Nullable Deadline end) {
		this.around = end;
	}

	/**
	 * Returns when the call must be over by its own limit or that of its pool.
	 * @return the deadline, or {@code null} if there is none
	 */
	public @Nullable Deadline total() {
		return this.total;
	}

	/**
	 * Returns when the code that makes the call must be over.
	 * @return the deadline, or {@code null} if there is none
	 */
	public @Nullable Deadline around() {
		return this.around;
	}

	/**
	 * Returns when the call must be over: the first of its deadlines.
	 * @return the deadline, or {@code null} if it has none
	 */
	public @Nullable Deadline deadline() {
		return Deadline.first(this.total, this.around);
	}

	/**
	 * Returns the call's own limit for the head of the response.
	 * @return the limit, or {@code null} if that of the pool counts
	 */
	public @Nullable TimeLimit responseLimit() {
		return this.responseLimit;
	}

	/**
	 * Returns how much time the call has left.
	 * @param now the time
	 * @return nanoseconds, {@link Long#MAX_VALUE} if it has no deadline
	 */
	long nanosLeft(long now) {
		Deadline present = deadline();
		return (present != null) ? present.at() - now : Long.MAX_VALUE;
	}

	/**
	 * Returns how long to wait for the connection of an attempt to be free, before the
	 * next one begins all the same: until the call must be over. One without a deadline
	 * waits for as long as a connection may take to be closed.
	 * @param now the time
	 * @return nanoseconds, which may be negative
	 */
	public long nanosForRelease(long now) {
		return (deadline() != null) ? nanosLeft(now) : LONGEST_CLOSE_NANOS;
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
	 * The call needs a connection: its first one, or another one after a redirect or for
	 * the next attempt.
	 * @param now the time
	 */
	public void queued(long now) {
		countAttempt();
		this.phases.reopen(CallPhase.QUEUED, now);
	}

	/**
	 * Attempts follow one another, so no two threads count at once.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void countAttempt() {
		this.attempts++;
	}

	/**
	 * A connection is being opened for the call, though another one may serve it.
	 * @param times how far it has come
	 */
	public void dialed(DialTimes times) {
		this.phases.dialed(times);
	}

	/**
	 * The call has got a connection that was open before.
	 * @param now the time
	 */
	public void connected(long now) {
		this.phases.connected(null, now);
	}

	/**
	 * The call has got a connection that was opened while it waited.
	 * @param times how it was opened, perhaps for another call
	 * @param now the time
	 */
	public void newlyConnected(DialTimes times, long now) {
		this.phases.connected(times, now);
	}

	/**
	 * The request has been sent; the response may already have begun.
	 * @param now the time
	 */
	public void requestSent(long now) {
		this.phases.enterAfter(CallPhase.SENDING, CallPhase.WAITING, now);
	}

	/**
	 * The final response, or the response of a redirect, has begun to arrive.
	 * @param now the time
	 */
	public void responseBegins(long now) {
		this.responseIncomplete = true;
		this.phases.enter(CallPhase.RECEIVING, now);
	}

	/**
	 * All of the response has arrived and been decoded.
	 */
	public void responseEnds() {
		this.responseIncomplete = false;
	}

	/**
	 * The call needs nothing more from the pool: its response has ended, it has failed,
	 * or it was cancelled. Later events are ignored, unless it is tried again.
	 * @param how how it has ended
	 * @param now the time
	 */
	public void done(CallOutcome how, long now) {
		this.end.done(how, now);
	}

	/**
	 * Tells, instead of any that was set before, that the call has ended with all its
	 * attempts. Of a call nobody is told twice.
	 * @param listener is told once, on the thread that ends the call
	 */
	public void whenEnded(EndOfCall listener) {
		this.end.listen(listener);
	}

	/**
	 * Further attempts may follow until {@link #noRepeatFollows}.
	 */
	void repeatsMayFollow() {
		this.end.repeatsMayFollow();
	}

	/**
	 * Returns whether further attempts may follow the present one.
	 * @return {@code false} if the call ends with it
	 */
	public boolean mayBeRepeated() {
		return this.end.mayBeRepeated();
	}

	/**
	 * Runs an action once no further attempt may follow, at once if that is so already.
	 * @param action the action, in place of one that still waits
	 */
	public void whenNoRepeatFollows(Runnable action) {
		this.end.whenNoRepeatFollows(action);
	}

	/**
	 * No further attempt follows. One that pauses, or has no connection yet, is given up.
	 * @param now the time
	 */
	void noRepeatFollows(long now) {
		this.end.noRepeatFollows(now);
	}

	// Its attempts

	/**
	 * The call has a request, which may have to be sent again.
	 * @param content what is sent
	 */
	public void sends(Resendable content) {
		this.request = content;
	}

	/**
	 * The application has said that the request is to be sent once, whatever happens.
	 */
	public void sendsOnce() {
		this.sentOnce = true;
	}

	/**
	 * Returns whether the request can be sent again as it was, should the server not have
	 * had it.
	 * @return {@code false} as well if no client of ours knows, or the application does
	 * not want it
	 */
	public boolean isResendable() {
		Resendable content = this.request;
		return content != null && !this.sentOnce && content.isRepeatable();
	}

	/**
	 * Returns whether the server may have the request twice (RFC 9110, 9.2.2).
	 * @return whether its method is idempotent
	 */
	public boolean isIdempotent() {
		return this.method != null && RetryPolicy.isIdempotent(this.method);
	}

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
	 * Runs an action once when no connection is leased to the call any more, at once if
	 * none is.
	 * @param action the action, in place of one that still waits
	 */
	public void whenNotLeased(Runnable action) {
		this.afterLeases = action;
		if (this.leases == 0) {
			runAfterLeases();
		}
	}

	private void runAfterLeases() {
		Runnable action = AFTER_LEASES.getAndSet(this, null);
		if (action != null) {
			action.run();
		}
	}

	/**
	 * The present attempt is over, its connection is free, and the call waits before the
	 * next one.
	 */
	void pauses(long now) {
		this.end.reopen(CallPhase.PAUSED, now);
	}

	/**
	 * The call is repeated: nothing of its last attempt counts any more.
	 * @param now the time
	 */
	public void repeats(long now) {
		this.failure = null;
		this.hold = null;
		this.afterRelease = null;
		this.responseTaken = false;
		this.responseIncomplete = false;
		this.leaked = false;
		this.reading = true;
		this.end.reopen(CallPhase.QUEUED, now);
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
	 * @param now the time up to which the current phase counts
	 * @return nanoseconds; 0 for {@link CallPhase#DONE}
	 */
	public long nanos(CallPhase phase, long now) {
		return this.phases.nanos(phase, now);
	}

	/**
	 * Returns how long each phase has lasted, in all attempts together.
	 * @param now the time, up to which the present phase counts
	 * @return the phases that have lasted for any time, in their order
	 */
	public Map<CallPhase, Duration> phases(long now) {
		return this.phases.durations(now);
	}

	/**
	 * Returns how often the call has needed a connection: once, plus once for each
	 * redirect and each further attempt.
	 * @return the count
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Returns whether a response has begun, and not all of it has arrived and been
	 * decoded.
	 * @return whether more of it is still to come
	 */
	public boolean isResponseIncomplete() {
		return this.responseIncomplete;
	}

	/**
	 * The consumer of the body asks for no more of it at present.
	 * @param now the time
	 */
	public void pausesReading(long now) {
		this.unreadSince = now;
		this.reading = false;
	}

	/**
	 * The consumer of the body has taken some of what had arrived before it asked.
	 * @param now the time
	 */
	public void reads(long now) {
		this.unreadSince = now;
	}

	/**
	 * The consumer of the body asks for more of it.
	 * @param now the time
	 */
	public void resumesReading(long now) {
		this.readingSince = now;
		this.reading = true;
	}

	/**
	 * Returns whether more of the response is asked for.
	 * @return {@code false} while its consumer pauses
	 */
	public boolean isReading() {
		return this.reading;
	}

	/**
	 * Returns when its consumer has last asked for more after a pause.
	 * @return the time
	 */
	public long readingSince() {
		return this.readingSince;
	}

	/**
	 * Returns since when its consumer has taken nothing of the response.
	 * @return the time; to be asked for while its consumer pauses
	 */
	public long unreadSince() {
		return this.unreadSince;
	}

	// What has become of its response

	/**
	 * The response has reached the code that hands it over to the application and ends it
	 * if the application does not.
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
	 * @param object the object by which the application holds it, strongly reachable only
	 * from there
	 * @param ending ends the response once that object is unreachable; must hold no
	 * reference to it, even indirectly
	 */
	public void responseHeldBy(Object object, Ending ending) {
		this.hold = new ResponseHold(object, ending);
	}

	/**
	 * The application has read the response to its end, or closed or cancelled it. It may
	 * drop the response from now on, even if the connection is busy with the rest for a
	 * moment longer.
	 */
	public void responseReleased() {
		if (isResponseHeld()) {
			this.hold = null;
			runAfterRelease();
		}
	}

	/**
	 * Runs an action when the application releases the response, or at once if it already
	 * has. If the two race, the action may run twice.
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
	 * Returns whether the response was handed over to the application and not released
	 * since, even if the application has dropped it.
	 * @return whether the response is held and unread
	 */
	public boolean isResponseHeld() {
		return this.hold != null;
	}

	/**
	 * Returns whether the application can no longer end the response.
	 * @return whether the application has dropped it
	 */
	public boolean isAbandoned() {
		ResponseHold present = this.hold;
		return present != null && present.isAbandoned();
	}

	/**
	 * The response was found to be abandoned.
	 */
	public void leaks() {
		this.leaked = true;
	}

	/**
	 * Returns whether the response was found to be abandoned, even if it has been ended
	 * since.
	 * @return whether the application has lost it
	 */
	public boolean isLeaked() {
		return this.leaked;
	}

	/**
	 * Ends an abandoned response, as the application should have done. To be called on
	 * the connection's event loop.
	 * @return whether any of it was left
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
