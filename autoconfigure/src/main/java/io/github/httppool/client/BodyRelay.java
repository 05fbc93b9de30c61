package io.github.httppool.client;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.github.httppool.leak.CallTrack;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Passes a body on to the subscriber of the application, and lets go of it while it has
 * asked for nothing: then only those who hold its subscription can ask for more. If
 * nobody does, the body cannot go on, and what the subscription holds becomes
 * unreachable. As long as something is asked for, the subscriber is held on to.
 */
final class BodyRelay implements CoreSubscriber<DataBuffer> {

	private static final AtomicLongFieldUpdater<BodyRelay> DEMAND = AtomicLongFieldUpdater.newUpdater(BodyRelay.class,
			"demand");

	private final CallTrack track;

	// Made before the demand is let go of for the first time; mostly it never is.
	private @Nullable WeakReference<Demand> remembered;

	private volatile @Nullable Demand held;

	private volatile long demand;

	private Subscription upstream = Operators.emptySubscription();

	BodyRelay(CoreSubscriber<? super DataBuffer> subscriber, Object hold, CallTrack track) {
		this.track = track;
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
		this.upstream = subscription;
		Demand first = this.held;
		if (first != null) {
			first.subscriber.onSubscribe(first);
			letGoUnlessAsked(first);
		}
	}

	@Override
	public void onNext(DataBuffer piece) {
		Demand receiver = receiver();
		if (receiver == null) {
			DataBufferUtils.release(piece);
			return;
		}
		if (Operators.produced(DEMAND, this, 1) == 0) {
			letGoUnlessAsked(receiver);
		}
		receiver.subscriber.onNext(piece);
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
		Demand receiver = receiver();
		end();
		if (receiver != null) {
			receiver.subscriber.onError(failure);
		}
	}

	@Override
	public void onComplete() {
		Demand receiver = receiver();
		end();
		if (receiver != null) {
			receiver.subscriber.onComplete();
		}
	}

	private @Nullable Demand receiver() {
		Demand present = this.held;
		if (present != null) {
			return present;
		}
		WeakReference<Demand> last = this.remembered;
		return (last != null) ? last.get() : null;
	}

	void cancel() {
		end();
		this.upstream.cancel();
	}

	private void end() {
		this.track.ended();
		this.held = null;
	}

	/**
	 * The subscription in the application's hands.
	 */
	private static final class Demand implements Subscription {

		private final BodyRelay relay;

		private final CoreSubscriber<? super DataBuffer> subscriber;

		// Only to be held.
		@SuppressWarnings({ "unused", "UnusedVariable" })
		private final Object hold;

		Demand(BodyRelay relay, CoreSubscriber<? super DataBuffer> subscriber, Object hold) {
			this.relay = relay;
			this.subscriber = subscriber;
			this.hold = hold;
		}

		@Override
		public void request(long n) {
			if (n > 0) {
				Operators.addCap(DEMAND, this.relay, n);
				this.relay.held = this;
			}
			this.relay.upstream.request(n);
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
