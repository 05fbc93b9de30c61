package io.github.httppool.netty;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.netty.Connection;
import reactor.util.context.Context;

/**
 * Gives every call that connects a {@link Cancellation}, and sees to it that a response
 * is not lost between a thread that delivers it and another one that cancels: operators
 * that are cancelled by then just drop it, and nobody would end it any more. One object
 * for each call, as it stands in the way of all of them.
 */
final class CancellableConnect extends MonoOperator<Connection, Connection> {

	@SuppressWarnings("unchecked")
	CancellableConnect(Mono<? extends Connection> source) {
		super((Mono<Connection>) source);
	}

	@Override
	public void subscribe(CoreSubscriber<? super Connection> actual) {
		this.source.subscribe(new Call(actual));
	}

	private static final class Call extends Cancellation implements CoreSubscriber<Connection>, Subscription {

		private static final AtomicReferenceFieldUpdater<Call, @Nullable Object> PROGRESS = AtomicReferenceFieldUpdater
			.newUpdater(Call.class, Object.class, "progress");

		private static final Object DELIVERED = new Object();

		private static final Object CANCELLED = new Object();

		private final CoreSubscriber<? super Connection> actual;

		private final Context context;

		/**
		 * Nothing at first, then the thread that delivers the response, and at last
		 * {@link #DELIVERED} or {@link #CANCELLED}.
		 */
		private volatile @Nullable Object progress;

		// Set before anything else is called.
		@SuppressWarnings("NullAway.Init")
		private Subscription subscription;

		Call(CoreSubscriber<? super Connection> actual) {
			this.actual = actual;
			this.context = actual.currentContext().put(Cancellation.class, this);
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscribed) {
			this.subscription = subscribed;
			this.actual.onSubscribe(this);
		}

		/**
		 * Who is cancelled meanwhile may have the response or not; it does not want it in
		 * either case.
		 */
		@Override
		public void onNext(Connection connection) {
			Thread deliverer = Thread.currentThread();
			if (PROGRESS.compareAndSet(this, null, deliverer)) {
				this.actual.onNext(connection);
			}
			if (!PROGRESS.compareAndSet(this, deliverer, DELIVERED)) {
				connection.dispose();
			}
		}

		@Override
		public void onError(Throwable error) {
			this.actual.onError(error);
		}

		@Override
		public void onComplete() {
			this.actual.onComplete();
		}

		@Override
		public void request(long n) {
			this.subscription.request(n);
		}

		@Override
		public void cancel() {
			noteCancelled();
			this.subscription.cancel();
			super.cancel();
		}

		/**
		 * Those who want one response only cancel when they have it, in the middle of its
		 * delivery, and those who have had it may do so at any time: then its body is
		 * what is to be cancelled.
		 */
		private void noteCancelled() {
			Object present = this.progress;
			if (present != DELIVERED && present != Thread.currentThread()
					&& !PROGRESS.compareAndSet(this, present, CANCELLED)) {
				noteCancelled();
			}
		}

	}

}
