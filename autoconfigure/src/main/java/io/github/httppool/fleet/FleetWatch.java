package io.github.httppool.fleet;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Counts the replicas from time to time, and when it is told that they may have changed,
 * and tells how many there are. Does so on a thread of its own, as counting may block;
 * the thread ends with the context. If they cannot be counted, the last number remains.
 */
public final class FleetWatch implements SmartLifecycle {

	/** As often as Eureka's clients fetch their registry, and ask whether it is there. */
	static final Duration INTERVAL = Duration.ofSeconds(30);

	/** Longer than an instance takes to be replaced, or a registry's view to recover. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Log logger = LogFactory.getLog(FleetWatch.class);

	private final ReplicaCount replicas;

	private final IntConsumer listener;

	private final boolean wanted;

	private final FleetSize size;

	private final long patience;

	private final AtomicBoolean due = new AtomicBoolean();

	private volatile @Nullable ScheduledThreadPoolExecutor thread;

	private volatile long startedAt;

	// Used by the thread only, as the size is.
	private boolean failing;

	private boolean told;

	/**
	 * Creates a watch that has counted nothing yet.
	 * @param replicas counts the replicas
	 * @param configured how many there are until they are counted
	 * @param wanted whether anybody wants to know; if not, it does not start by itself
	 * @param listener is told of the first count and of each change, on the thread of the
	 * watch
	 */
	public FleetWatch(ReplicaCount replicas, int configured, boolean wanted, IntConsumer listener) {
		this(replicas, configured, wanted, listener, PATIENCE);
	}

	FleetWatch(ReplicaCount replicas, int configured, boolean wanted, IntConsumer listener, Duration patience) {
		this.replicas = replicas;
		this.listener = listener;
		this.wanted = wanted;
		this.size = new FleetSize(configured, patience);
		this.patience = patience.toNanos();
	}

	@Override
	public synchronized void start() {
		if (this.thread == null) {
			this.startedAt = System.nanoTime();
			ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, FleetWatch::thread);
			started.scheduleWithFixedDelay(this::look, 0, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
			this.thread = started;
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "httppool-fleet");
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public synchronized void stop() {
		ScheduledThreadPoolExecutor running = this.thread;
		if (running != null) {
			// Before it is interrupted, as it then complains of nothing any more.
			this.thread = null;
			running.shutdownNow();
		}
	}

	@Override
	public boolean isAutoStartup() {
		return this.wanted;
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/**
	 * Counts them soon, as they may have changed. Does not block; asked for several times
	 * before that, it counts once.
	 */
	public void lookSoon() {
		ScheduledThreadPoolExecutor running = this.thread;
		if (running != null && this.due.compareAndSet(false, true)) {
			try {
				running.execute(this::look);
			}
			catch (RejectedExecutionException ex) {
				// It has been stopped meanwhile; if it starts again, it looks at once.
				this.due.set(false);
			}
		}
	}

	/**
	 * Whatever goes wrong, it looks again later.
	 */
	private void look() {
		this.due.set(false);
		try {
			counted(this.replicas.count());
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void counted(int count) {
		long now = System.nanoTime();
		if (count <= 0) {
			if (!mayNotBeKnownYet(now)) {
				failed(null);
			}
			return;
		}
		if (this.failing) {
			this.failing = false;
			logger.info("The replicas of this application can be counted again: " + count);
		}
		boolean changed = this.size.counted(count, now);
		if (changed || !this.told) {
			this.told = true;
			this.listener.accept(this.size.size());
		}
	}

	/**
	 * The first instance starts before discovery knows it.
	 */
	private boolean mayNotBeKnownYet(long now) {
		return !this.told && now - this.startedAt < this.patience;
	}

	private void failed(@Nullable Throwable error) {
		if (!this.failing && isRunning()) {
			this.failing = true;
			logger.warn("The replicas of this application cannot be counted; the limits of the fleet stay divided by "
					+ this.size.size() + ((error != null) ? "" : ": discovery knows no instance"), error);
		}
	}

}
