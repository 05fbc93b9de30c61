package io.github.httppool.netty;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.netty.channel.DefaultEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EventLoopWatch}. The clock is told; the real one only decides when it
 * is read.
 */
class EventLoopWatchTests {

	private static final long INTERVAL = 200;

	private final DefaultEventLoop eventLoop = new DefaultEventLoop();

	private final List<Long> delays = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void whenATimerRunsLateThenItsDelayIsTold() {
		// Each run reads the clock twice: how late it is, and when the next one is due.
		Clock clock = new Clock(0, INTERVAL + 700, INTERVAL + 700, 2 * INTERVAL + 1300);
		new EventLoopWatch(clock::nanos, this.eventLoop).start(this.delays::add);
		await().untilAsserted(() -> assertThat(this.delays).containsExactly(nanos(700), nanos(600)));
	}

	@Test
	void whenATimerIsNearlyInTimeThenNothingIsTold() {
		Clock clock = new Clock(0, INTERVAL + 49, INTERVAL + 49, 2 * INTERVAL + 49 + 50);
		new EventLoopWatch(clock::nanos, this.eventLoop).start(this.delays::add);
		await().untilAsserted(() -> assertThat(this.delays).containsExactly(nanos(50)));
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/**
	 * Tells the given times, then that no time passes between two runs.
	 */
	private static final class Clock {

		private final Queue<Long> times = new ArrayDeque<>();

		private long last;

		Clock(long... millis) {
			LongStream.of(millis).map(EventLoopWatchTests::nanos).forEach(this.times::add);
		}

		synchronized long nanos() {
			Long next = this.times.poll();
			if (next != null) {
				this.last = next;
			}
			return this.last;
		}

	}

}
