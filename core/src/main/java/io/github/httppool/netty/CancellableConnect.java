package io.github.httppool.netty;

import java.net.SocketAddress;

import io.github.httppool.leak.CallTrack;
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
 * that are cancelled by then just drop it, and nobody would end it any more.
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

		private volatile boolean givenUp;

		private volatile @Nullable UnreadResponseDiscarder delivery;

		// Only accessed by the thread that delivers, like what follows.
		private boolean cancelledByDelivery;

		private boolean failed;

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
		 * Looks after the delivery whether the call was given up, and a thread that gives
		 * it up looks whether a delivery has begun: one of them sees the other.
		 */
		@Override
		public void onNext(Connection connection) {
			UnreadResponseDiscarder begun = new UnreadResponseDiscarder(connection,
					this.context.<CallTrack>getOrDefault(CallTrack.class, null));
			this.delivery = begun;
			delivers();
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

		@Override
		public void onError(Throwable error) {
			this.actual.onError(error);
		}

		@Override
		public void onComplete() {
			if (!this.failed) {
				this.actual.onComplete();
			}
		}

		@Override
		public void request(long n) {
			this.subscription.request(n);
		}

		/**
		 * An operator that wants one response only cancels as it passes it on, one that
		 * fails to pass it on cancels as well.
		 */
		@Override
		public void cancel() {
			this.subscription.cancel();
			UnreadResponseDiscarder begun = this.delivery;
			if (begun != null && begun.isDelivering()) {
				this.cancelledByDelivery = true;
				return;
			}
			super.cancel();
			giveUp();
		}

		private void giveUp() {
			this.givenUp = true;
			UnreadResponseDiscarder begun = this.delivery;
			if (begun != null) {
				begun.endUnlessRead();
			}
		}

	}

}
