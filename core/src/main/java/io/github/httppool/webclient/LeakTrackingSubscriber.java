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
 * Passes a body on to the application's subscriber, and references it only weakly while
 * it has no demand: then only code that holds its subscription can request more. If there
 * is no such code, the body cannot go on, and all that the subscription holds becomes
 * unreachable. While there is demand, the subscriber is strongly referenced.
 * <p>
 * If the subscriber throws, the connection is closed and the subscriber gets the failure.
 */
final class LeakTrackingSubscriber implements CoreSubscriber<DataBuffer> {

	private static final AtomicLongFieldUpdater<LeakTrackingSubscriber> DEMAND = AtomicLongFieldUpdater
		.newUpdater(LeakTrackingSubscriber.class, "demand");

	private static final AtomicReferenceFieldUpdater<LeakTrackingSubscriber, @Nullable Subscription> UPSTREAM = AtomicReferenceFieldUpdater
		.newUpdater(LeakTrackingSubscriber.class, Subscription.class, "upstream");

	private final ResponseBodyOwnership handover;

	// Created before "held" is first cleared, which rarely happens.
	private @Nullable WeakReference<Demand> remembered;

	private volatile @Nullable Demand held;

	private volatile long demand;

	// Written by the thread that delivers.
	private long received;

	// May be cancelled, for good, before it is set.
	private volatile @Nullable Subscription upstream;

	LeakTrackingSubscriber(CoreSubscriber<? super DataBuffer> subscriber, Object hold, ResponseBodyOwnership handover) {
		this.handover = handover;
		this.held = new Demand(this, subscriber, hold);
	}

	/**
	 * Not kept in a field, because a context may lead to the response, as Spring's
	 * observation does.
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
	 * Checks the demand again after clearing the reference: another thread may have
	 * requested more meanwhile.
	 */
	private void letGoUnlessAsked(Demand receiver) {
		if (this.demand == 0) {
			if (this.remembered == null) {
				this.remembered = new WeakReference<>(receiver);
			}
			this.held = null;
			this.handover.pausesReading();
			if (this.demand != 0) {
				this.handover.resumesReading();
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
	 * Ends the body, for the application or on its behalf. Anything that arrives later is
	 * released.
	 */
	void cancel() {
		end();
		Operators.terminate(UPSTREAM, this);
	}

	/**
	 * Closes the connection and fails the application's subscriber.
	 * @param failure the failure
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
	 * The subscription that the application holds.
	 */
	private static final class Demand implements Subscription {

		private final LeakTrackingSubscriber relay;

		private final CoreSubscriber<? super DataBuffer> subscriber;

		// Only to keep it reachable.
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
				if (Operators.addCap(DEMAND, this.relay, n) == 0) {
					this.relay.handover.resumesReading();
				}
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
				// Keeps this reachable until the relay has been cancelled.
				Reference.reachabilityFence(this);
			}
		}

	}

}
