package io.github.httppool.netty;

import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.Connection;

/**
 * Ends a response whose call was given up, unless somebody reads it. Made by the thread
 * that delivers the response, before it does.
 */
final class UnreadEnding {

	private final Connection connection;

	private final EventLoop eventLoop;

	private volatile @Nullable Thread deliverer = Thread.currentThread();

	UnreadEnding(Connection connection) {
		this.connection = connection;
		this.eventLoop = connection.channel().eventLoop();
	}

	void delivered() {
		this.deliverer = null;
	}

	/**
	 * Returns whether this thread is in the middle of the delivery. Who wants one
	 * response only cancels then, as it has it.
	 */
	boolean isDelivering() {
		return this.deliverer == Thread.currentThread();
	}

	/**
	 * Queues, so that whoever has begun with the body comes first. Concerns this call
	 * only: when its lease has ended, the connection is no longer the one it had.
	 */
	void endUnlessRead() {
		try {
			this.eventLoop.execute(() -> this.connection.inbound().receiveObject().subscribe(new Canceller()));
		}
		catch (RejectedExecutionException ex) {
			// The event loops have ended, and all connections with them.
		}
	}

	private static final class Canceller extends BaseSubscriber<Object> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			cancel();
		}

		@Override
		protected void hookOnError(Throwable failure) {
			// Somebody reads it, or has.
		}

	}

}
