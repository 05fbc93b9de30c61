package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of the pools, all of one {@link Transport}. Not colocated, so that a
 * connection dialed on an event loop is not bound to that one.
 */
final class EventLoops implements LoopResources {

	private final EventLoopGroup group;

	private final AtomicBoolean disposed = new AtomicBoolean();

	/**
	 * Creates the event loops, whose threads start with their first tasks.
	 * @param prefix what the names of the threads begin with
	 * @param threads how many
	 * @param transport how they wait for the network
	 */
	EventLoops(String prefix, int threads, Transport transport) {
		this.group = new MultiThreadIoEventLoopGroup(threads, new EventLoopThreads(prefix + "-" + transport + "-"),
				transport.handlers());
	}

	/**
	 * Returns whether this thread is an event loop of some pools, not necessarily these.
	 */
	static boolean isThisThread() {
		return Thread.currentThread() instanceof EventLoopThread;
	}

	EventLoopGroup group() {
		return this.group;
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.group;
	}

	@Override
	public boolean daemon() {
		return true;
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return Mono.defer(() -> {
			this.disposed.set(true);
			Future<?> end = this.group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(),
					TimeUnit.MILLISECONDS);
			return Mono.<Void>create((sink) -> end.addListener((ended) -> sink.success()));
		});
	}

	@Override
	public boolean isDisposed() {
		return this.disposed.get();
	}

	/**
	 * Makes threads on which Reactor refuses to block.
	 */
	private static final class EventLoopThreads implements ThreadFactory {

		private final String prefix;

		private final AtomicInteger count = new AtomicInteger();

		EventLoopThreads(String prefix) {
			this.prefix = prefix;
		}

		@Override
		public Thread newThread(Runnable task) {
			return new EventLoopThread(task, this.prefix + this.count.incrementAndGet());
		}

	}

	private static final class EventLoopThread extends FastThreadLocalThread implements NonBlocking {

		EventLoopThread(Runnable task, String name) {
			super(task, name);
			setDaemon(true);
		}

	}

}
