package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

class PoolTimersTests {

	private final PoolTimers timers = new PoolTimers();

	@AfterEach
	void close() {
		this.timers.close();
	}

	@Test
	void whenATaskIsDueThenItRunsOnATimerThread() throws InterruptedException {
		CountDownLatch ran = new CountDownLatch(1);
		this.timers.after(Duration.ofMillis(1), () -> {
			if (Thread.currentThread().getName().startsWith("http-pool-timer")) {
				ran.countDown();
			}
		});
		ran.await();
	}

	@Test
	void whenATaskIsCancelledThenItDoesNotRun() throws InterruptedException {
		CountDownLatch later = new CountDownLatch(1);
		AtomicBoolean ran = new AtomicBoolean();
		Disposable cancelled = this.timers.after(Duration.ofMillis(20), () -> ran.set(true));
		cancelled.dispose();
		this.timers.after(Duration.ofMillis(40), later::countDown);
		later.await();
		assertThat(cancelled.isDisposed()).isTrue();
		assertThat(ran).isFalse();
	}

	@Test
	void whenATimerRunsAsThePoolsCloseThenItMaySetAnotherOneInVain() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch set = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		this.timers.after(Duration.ZERO, () -> {
			running.countDown();
			try {
				closed.await();
				this.timers.after(Duration.ZERO, over::countDown);
				set.countDown();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		running.await();
		this.timers.close();
		closed.countDown();
		set.await();
		assertThat(over.getCount()).isOne();
	}

	@Test
	void whenATaskIsOffloadedThenItRunsUnlessThePoolsAreClosed() throws InterruptedException {
		CountDownLatch ran = new CountDownLatch(1);
		AtomicBoolean inVain = new AtomicBoolean();
		assertThat(this.timers.offload(ran::countDown)).isTrue();
		ran.await();
		this.timers.close();
		assertThat(this.timers.offload(() -> inVain.set(true))).isFalse();
		assertThat(inVain).isFalse();
	}

}
