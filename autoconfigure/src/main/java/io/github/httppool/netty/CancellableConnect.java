package io.github.httppool.netty;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.netty.Connection;
import reactor.util.context.Context;

/**
 * Gives every call that connects a {@link Cancellation}. One object for each call, as it
 * stands in the way of all of them.
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

		private final CoreSubscriber<? super Connection> actual;

		private final Context context;

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

		@Override
		public void onNext(Connection connection) {
			this.actual.onNext(connection);
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
			this.subscription.cancel();
			super.cancel();
		}

	}

}
