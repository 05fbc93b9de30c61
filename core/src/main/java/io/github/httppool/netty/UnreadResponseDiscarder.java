package io.github.httppool.netty;

import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.call.Call;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.netty.Connection;

/**
 * Ends a response whose call was given up, unless somebody reads it. Made by the thread
 * that delivers the response, before it does.
 */
final class UnreadResponseDiscarder {

	private static final CoreSubscriber<Object> CANCELLER = new CoreSubscriber<>() {

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.cancel();
		}

		@Override
		public void onNext(Object piece) {
			// None was asked for.
		}

		@Override
		public void onError(Throwable failure) {
			// Somebody reads it, or has.
		}

		@Override
		public void onComplete() {
			// It has been read.
		}

	};

	private final Connection connection;

	private final EventLoop eventLoop;

	private final Call call;

	private volatile @Nullable Thread deliverer = Thread.currentThread();

	/**
	 * Creates the ending of one response.
	 * @param connection what has received it
	 * @param call knows whether the code that hands it over to the application has it
	 */
	UnreadResponseDiscarder(Connection connection, Call call) {
		this.connection = connection;
		this.call = call;
		this.eventLoop = connection.channel().eventLoop();
	}

	void delivered() {
		this.deliverer = null;
	}

	/**
	 * Returns whether this thread is in the middle of the delivery. An operator that
	 * wants one response only cancels then, as it has it.
	 */
	boolean isDelivering() {
		return this.deliverer == Thread.currentThread();
	}

	/**
	 * Queues, so that a reader that has begun with the body comes first.
	 */
	void endUnlessRead() {
		try {
			this.eventLoop.execute(this::end);
		}
		catch (RejectedExecutionException ex) {
			// The event loops have ended, and all connections with them.
		}
	}

	/**
	 * Ends a response that did not get as far as to the code that hands it over to the
	 * application. That of an anonymous call may have.
	 */
	void endUnlessTaken() {
		if (!this.call.isResponseTaken()) {
			endUnlessRead();
		}
	}

	/**
	 * A response that was dropped on its way is not to be read to its end, as Spring does
	 * when it is cancelled just then: there may be no end.
	 */
	private void end() {
		if (!this.call.isResponseTaken()) {
			this.connection.dispose();
		}
		else {
			end(this.connection);
		}
	}

	/**
	 * Ends a response unless somebody reads it. Concerns the call of these operations
	 * only: when its lease has ended, the connection is no longer the one it had. On the
	 * event loop.
	 * @param operations what Reactor Netty speaks with
	 */
	static void end(Connection operations) {
		operations.inbound().receiveObject().subscribe(CANCELLER);
	}

}
