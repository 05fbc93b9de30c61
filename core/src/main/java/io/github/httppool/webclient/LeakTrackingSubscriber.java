package io.github.httppool.webclient;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Passes a body on to the subscriber of the application, and lets go of it while it has
 * asked for nothing: then only code that holds its subscription can ask for more. If none
 * does, the body cannot go on, and what the subscription holds becomes unreachable. As
 * long as something is asked for, the subscriber is held on to.
 * <p>
 * What the subscriber throws closes the connection and fails the application.
 */
final class LeakTrackingSubscriber implements CoreSubscriber<DataBuffer> {

	private static final AtomicLongFieldUpdater<LeakTrackingSubscriber> DEMAND = AtomicLongFieldUpdater
		.newUpdater(LeakTrackingSubscriber.class, "demand");

	private static final AtomicReferenceFieldUpdater<LeakTrackingSubscriber, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(LeakTrackingSubscriber.class, Subscription.class, "upstream");

	private final ResponseBodyOwnership handover;

	// Made before the demand is let go of for the first time; mostly it never is.
	private @Nullable WeakReference<Demand> remembered;

	private volatile @Nullable Demand held;

	private volatile long demand;

	// Written by the thread that delivers.
	private long received;

	// Cancelled once and for all, perhaps before it is there.
	private volatile @Nullable Subscription upstream;

	LeakTrackingSubscriber(CoreSubscriber<? super DataBuffer> subscriber, Object hold, ResponseBodyOwnership handover) {
		this.handover = handover;
		this.held = new Demand(this, subscriber, hold);
	}

	/**
	 * Not kept here, as a context may lead to the response: Spring's observation does.
	 */
	@Override
	public Context currentContext() {
		Demand receiver = receiver();
		return (receiver != null) ? receiver.subscriber.currentContext() : Context.empty();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		Demand first = this.held;
		if (!Operators.setOnce(UPSTREAM, this, subscription) || first == null) {
			return;
		}
		try {
			first.subscriber.onSubscribe(first);
		}
		catch (Throwable ex) {
			threw(first, ex);
			return;
		}
		if (LostCancel.isBehind(first.subscriber)) {
			cancel();
			return;
		}
		letGoUnlessAsked(first);
	}

	@Override
	public void onNext(DataBuffer piece) {
		this.received += piece.readableByteCount();
		Demand receiver = receiver();
		if (receiver == null) {
			DataBufferUtils.release(piece);
			return;
		}
		if (Operators.produced(DEMAND, this, 1) == 0) {
			letGoUnlessAsked(receiver);
		}
		try {
			receiver.subscriber.onNext(piece);
		}
		catch (Throwable ex) {
			threw(receiver, ex);
		}
	}

	/**
	 * Looks again after letting go: another thread may have asked meanwhile.
	 */
	private void letGoUnlessAsked(Demand receiver) {
		if (this.demand == 0) {
			if (this.remembered == null) {
				this.remembered = new WeakReference<>(receiver);
			}
			this.held = null;
			if (this.demand != 0) {
				this.held = receiver;
			}
		}
	}

	@Override
	public void onError(Throwable failure) {
		fails(this.handover.failures().brokenOff(failure, this.received));
	}

	private void fails(Throwable failure) {
		Demand receiver = receiver();
		end();
		if (receiver != null) {
			this.handover.failures().signal(receiver.subscriber, failure);
		}
	}

	@Override
	public void onComplete() {
		Throwable failure = this.handover.failure(this.received);
		if (failure != null) {
			fails(failure);
			return;
		}
		Demand receiver = receiver();
		end();
		if (receiver != null) {
			complete(receiver);
		}
	}

	private void complete(Demand receiver) {
		try {
			receiver.subscriber.onComplete();
		}
		catch (Throwable ex) {
			threw(receiver, ex);
		}
	}

	private @Nullable Demand receiver() {
		Demand present = this.held;
		if (present != null || isCancelled()) {
			return present;
		}
		WeakReference<Demand> last = this.remembered;
		return (last != null) ? last.get() : null;
	}

	private boolean isCancelled() {
		return this.upstream == Operators.cancelledSubscription();
	}

	/**
	 * Ends the body as the application should have done, or does. Whatever comes after
	 * that is released.
	 */
	void cancel() {
		end();
		Operators.terminate(UPSTREAM, this);
	}

	/**
	 * Closes the connection, and fails the subscriber of the application.
	 * @param failure why
	 */
	void fail(Throwable failure) {
		Demand receiver = receiver();
		cancel();
		if (receiver != null) {
			this.handover.failures().thrown(receiver.subscriber, failure);
		}
	}

	private void threw(Demand receiver, Throwable thrown) {
		cancel();
		this.handover.failures().thrown(receiver.subscriber, thrown);
	}

	private void end() {
		this.handover.ended();
		this.held = null;
	}

	/**
	 * The subscription in the application's hands.
	 */
	private static final class Demand implements Subscription {

		private final LeakTrackingSubscriber relay;

		private final CoreSubscriber<? super DataBuffer> subscriber;

		// Only to be held.
		@SuppressWarnings({ "unused", "UnusedVariable" })
		private final Object hold;

		Demand(LeakTrackingSubscriber relay, CoreSubscriber<? super DataBuffer> subscriber, Object hold) {
			this.relay = relay;
			this.subscriber = subscriber;
			this.hold = hold;
		}

		@Override
		public void request(long n) {
			Subscription upstream = this.relay.upstream;
			if (upstream == null || this.relay.isCancelled()) {
				return;
			}
			if (n > 0) {
				Operators.addCap(DEMAND, this.relay, n);
				this.relay.held = this;
			}
			upstream.request(n);
		}

		@Override
		public void cancel() {
			try {
				this.relay.cancel();
			}
			finally {
				// The compiler may see that nobody uses this any more before it is told.
				Reference.reachabilityFence(this);
			}
		}

	}

}
