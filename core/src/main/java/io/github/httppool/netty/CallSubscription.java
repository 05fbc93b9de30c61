package io.github.httppool.netty;

import java.net.SocketAddress;
import java.time.Duration;

import io.github.httppool.CallOutcome;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A call as it passes through Reactor: what its {@link Call} is, whether it was
 * cancelled, which Reactor Netty does not pass on to a {@code ConnectionProvider},
 * whether its response is on the way to the application, and which lease it had last, as
 * a redirect goes on from there. It is found in the context of its call.
 * <p>
 * Sees to it that a response is not lost between a thread that delivers it and another
 * one that cancels: operators that are cancelled by then just drop it, and nobody would
 * end it any more.
 * <p>
 * Connects again, up to three times, when the connection was found stale: the server had
 * closed it before it had the request. Thread-safe.
 */
final class CallSubscription implements CoreSubscriber<Connection>, Subscription {

	private final Mono<? extends Connection> source;

	private final CoreSubscriber<? super Connection> actual;

	private final Context context;

	private final Call call;

	// Guarded by this.
	private boolean cancelled;

	// Guarded by this when written.
	private volatile @Nullable ReactorAcquire acquire;

	private volatile boolean delivered;

	private volatile boolean givenUp;

	// Who has said last that it asks for another connection, before its lease ended.
	private volatile @Nullable ReactorAcquire lastToGoOn;

	private volatile boolean over;

	private volatile @Nullable UnreadResponseDiscarder delivery;

	// Only accessed by the thread that delivers, like what follows.
	private boolean cancelledByDelivery;

	private boolean failed;

	// Set before anything else is called, and again when it connects once more.
	@SuppressWarnings("NullAway.Init")
	private volatile Subscription subscription;

	// How often it has asked for a connection: again with each redirect.
	private volatile int hops;

	// Made when a connection is found stale.
	private volatile @Nullable StaleRepeats repeats;

	CallSubscription(Mono<? extends Connection> source, CoreSubscriber<? super Connection> actual) {
		this.source = source;
		this.actual = actual;
		ContextView outer = actual.currentContext();
		this.call = isOfOuterCall(outer) ? Call.anonymous(System.nanoTime()) : callIn(outer);
		this.context = actual.currentContext().put(CallSubscription.class, this);
	}

	/**
	 * A call that is made on the way of another one, to fetch a token for example, finds
	 * the call of that in its context.
	 */
	private static boolean isOfOuterCall(ContextView outer) {
		CallSubscription around = in(outer);
		return around != null && around.call == outer.<Call>getOrDefault(Call.class, null);
	}

	static @Nullable CallSubscription in(ContextView context) {
		return context.getOrDefault(CallSubscription.class, null);
	}

	/**
	 * Returns the call that its client has put into the context, or one that says
	 * nothing.
	 */
	static Call callIn(ContextView context) {
		Call named = context.<Call>getOrDefault(Call.class, null);
		return (named != null) ? named : Call.anonymous(System.nanoTime());
	}

	Call call() {
		return this.call;
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscribed) {
		this.subscription = subscribed;
		if (isRepeated()) {
			subscribed.request(Long.MAX_VALUE);
		}
		else {
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void request(long n) {
		this.subscription.request(n);
	}

	// The way of the response

	/**
	 * Looks after the delivery whether the call was given up, and a thread that gives it
	 * up looks whether a delivery has begun: one of them sees the other.
	 */
	@Override
	public void onNext(Connection connection) {
		UnreadResponseDiscarder begun = new UnreadResponseDiscarder(connection, this.call);
		this.delivery = begun;
		this.delivered = true;
		goesNoFurther();
		try {
			this.actual.onNext(connection);
		}
		catch (Throwable ex) {
			fail(connection, ex);
		}
		finally {
			begun.delivered();
			if (this.givenUp) {
				begun.endUnlessRead();
			}
			else if (this.cancelledByDelivery) {
				begun.endUnlessTaken();
			}
		}
	}

	/**
	 * An operator has thrown what Reactor does not catch, and nobody else tells the
	 * caller or ends the response.
	 */
	private void fail(Connection connection, Throwable thrown) {
		this.givenUp = true;
		this.failed = true;
		SocketAddress remote = connection.channel().remoteAddress();
		this.actual.onError(NonFatal.of(thrown, (remote != null) ? Addresses.literal(remote) : "its host"));
	}

	/**
	 * A call that was cancelled has nobody to tell. Whether it was is looked at first, as
	 * it is no more repeated then.
	 */
	@Override
	public void onError(Throwable error) {
		if (isCancelled()) {
			end(CallOutcome.CANCELLED);
			return;
		}
		StaleRepeats present = this.repeats;
		if (present != null && present.follow(error)) {
			awaitEndOfLease(present);
			return;
		}
		end(CallOutcome.FAILED);
		this.actual.onError(error);
	}

	private void end(CallOutcome how) {
		this.call.done(how, System.nanoTime());
		goesNoFurther();
	}

	// Between two connections

	/**
	 * It is going to ask for another connection. The pool counts it as under way until it
	 * does, or {@link #goesNoFurther}: the second of the two sees the first.
	 */
	void goesOn(ReactorAcquire present) {
		this.lastToGoOn = present;
	}

	boolean isOver() {
		return this.over;
	}

	/**
	 * Whether a call that may be repeated goes on is for its client to say.
	 */
	private void goesNoFurther() {
		this.over = true;
		ReactorAcquire last = this.lastToGoOn;
		if (last != null && !this.call.mayBeRepeated()) {
			last.goesNoFurther();
		}
	}

	// Its repetition

	/**
	 * Asks for a connection, the first time or after a redirect.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void connects() {
		this.hops++;
	}

	/**
	 * Returns whether the call has been sent before, on a connection that was found
	 * stale.
	 */
	boolean isRepeated() {
		StaleRepeats present = this.repeats;
		return present != null && present.haveBegun();
	}

	/**
	 * Returns whether the call is sent again if this connection is found stale. A
	 * repetition starts from the first request, so an unread one is repeated only if no
	 * redirect came before.
	 * @param lost what it has
	 */
	boolean mayRepeat(LeasedConnection lost) {
		return repeats().allow(this.call, this.hops == 1 && lost.isUnread()) && !this.givenUp && this.delivery == null
				&& this.call.isResendable() && !isOverdue();
	}

	/**
	 * Called on the event loop of the connection only.
	 */
	private StaleRepeats repeats() {
		StaleRepeats present = this.repeats;
		if (present == null) {
			present = new StaleRepeats();
			this.repeats = present;
		}
		return present;
	}

	private boolean isOverdue() {
		Deadline deadline = this.call.deadline();
		return deadline != null && deadline.hasPassed(System.nanoTime());
	}

	/**
	 * The connection was found stale, of which the error follows.
	 * @param lost what the call has
	 * @return whether the call is sent again
	 */
	boolean foundStale(LeasedConnection lost) {
		boolean again = mayRepeat(lost);
		if (again) {
			repeats().decide(lost.caller());
			lost.caller().goesOn();
		}
		return again;
	}

	/**
	 * All attempts are one call, and a lease that ends late would end the next. A call
	 * that has no time left by then fails as it asks for its next connection.
	 */
	private void awaitEndOfLease(StaleRepeats present) {
		Duration longest = Duration.ofNanos(this.call.nanosForRelease(System.nanoTime()));
		Disposable limit = present.lost().after(longest, () -> connectAgain(present));
		this.call.whenNotLeased(() -> {
			limit.dispose();
			connectAgain(present);
		});
	}

	private void connectAgain(StaleRepeats present) {
		if (!beginsAgain(present)) {
			return;
		}
		try {
			this.source.subscribe(this);
		}
		catch (Throwable ex) {
			onError(NonFatal.of(ex, "its host"));
		}
	}

	/**
	 * Under the lock of a cancel, which ends either the last attempt or this one.
	 */
	private synchronized boolean beginsAgain(StaleRepeats present) {
		if (this.cancelled || !present.begin()) {
			return false;
		}
		this.hops = 0;
		this.call.repeats(System.nanoTime());
		return true;
	}

	@Override
	public void onComplete() {
		if (!this.failed) {
			this.actual.onComplete();
		}
	}

	/**
	 * Returns whether the response is on its way to the application, or there.
	 */
	boolean isDelivered() {
		return this.delivered;
	}

	// Its cancelling

	/**
	 * An operator that wants one response only cancels as it passes it on, one that fails
	 * to pass it on cancels as well.
	 */
	@Override
	public void cancel() {
		this.subscription.cancel();
		UnreadResponseDiscarder begun = this.delivery;
		if (begun != null && begun.isDelivering()) {
			this.cancelledByDelivery = true;
			return;
		}
		cancelAcquire();
		giveUp();
	}

	private synchronized boolean isCancelled() {
		return this.cancelled;
	}

	private void cancelAcquire() {
		ReactorAcquire present;
		synchronized (this) {
			this.cancelled = true;
			present = this.acquire;
		}
		if (present != null) {
			present.cancel();
		}
	}

	private void giveUp() {
		this.givenUp = true;
		UnreadResponseDiscarder begun = this.delivery;
		if (begun != null) {
			begun.endUnlessRead();
		}
		else {
			end(CallOutcome.CANCELLED);
		}
	}

	/**
	 * Names what waits for a connection, in place of what did before: a call that is
	 * redirected waits again.
	 */
	void waitsBy(ReactorAcquire next) {
		synchronized (this) {
			this.acquire = next;
			if (!this.cancelled) {
				return;
			}
		}
		next.cancel();
	}

	/**
	 * Returns the lease that the call has had last.
	 * @return the lease, or {@code null} if there was none
	 */
	@Nullable LeasedConnection lease() {
		ReactorAcquire last = this.acquire;
		return (last != null) ? last.lease() : null;
	}

}
