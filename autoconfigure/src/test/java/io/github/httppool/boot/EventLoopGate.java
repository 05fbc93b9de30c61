package io.github.httppool.boot;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the event loop of a pool busy, as long garbage collections and blocking callbacks
 * do: what arrives meanwhile it finds all at once. Finds it by a call, which must have
 * been made with {@link #watching(HttpClient) clients that are watched}. For pools of one
 * event loop.
 */
final class EventLoopGate {

	private final AtomicReference<EventLoop> eventLoop = new AtomicReference<>();

	private volatile CountDownLatch open = new CountDownLatch(0);

	HttpClient watching(HttpClient client) {
		return client
			.doOnRequest((request, connection) -> this.eventLoop.compareAndSet(null, connection.channel().eventLoop()));
	}

	/**
	 * Returns once the event loop is busy, which it is until this is {@link #open()
	 * opened}.
	 */
	void close() {
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch busy = new CountDownLatch(1);
		this.open = closed;
		eventLoop().execute(() -> {
			busy.countDown();
			await(closed);
		});
		await(busy);
	}

	void open() {
		this.open.countDown();
	}

	/**
	 * Keeps the event loop busy for a while, from when it gets to it.
	 */
	void closeFor(Duration time) {
		eventLoop().execute(() -> sleep(time));
	}

	private EventLoop eventLoop() {
		PooledApplication.eventually("there was a call", () -> assertThat(this.eventLoop).doesNotHaveNullValue());
		return this.eventLoop.get();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(PooledApplication.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sleep(Duration time) {
		try {
			Thread.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
