package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The one thread that ticks. After {@link #close()} it never ticks again.
 */
final class TrafficClock implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(TrafficClock.class);

	private static final Duration PERIOD = Duration.ofMillis(5);

	private static final Duration LAST_TICK = Duration.ofSeconds(5);

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("sample-clock-"));

	private final Runnable onTick;

	private TrafficClock(Runnable onTick) {
		this.onTick = onTick;
	}

	static TrafficClock started(Runnable onTick) {
		TrafficClock clock = new TrafficClock(onTick);
		clock.thread.scheduleAtFixedRate(clock::tick, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
		return clock;
	}

	private void tick() {
		try {
			this.onTick.run();
		}
		catch (RuntimeException ex) {
			// An exception thrown from this method would silently end the ticking.
			logger.error("Traffic stumbled", ex);
		}
	}

	@Override
	public void close() {
		this.thread.shutdown();
		try {
			this.thread.awaitTermination(LAST_TICK.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
