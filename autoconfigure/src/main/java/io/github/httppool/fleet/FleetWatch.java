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
 * and tells how many there are. Does so once somebody wants to know, on a thread of its
 * own, as counting may block; the thread ends with the context. If they cannot be
 * counted, the last number remains.
 */
public final class FleetWatch implements SmartLifecycle {

	/** As often as Eureka's clients fetch their registry, and ask whether it is there. */
	static final Duration INTERVAL = Duration.ofSeconds(30);

	/** Longer than an instance takes to be replaced, or a registry's view to recover. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Log logger = LogFactory.getLog(FleetWatch.class);

	private final ReplicaCount replicas;

	private final IntConsumer listener;

	private final FleetSize size;

	private final long patience;

	private final AtomicBoolean due = new AtomicBoolean();

	private volatile boolean running;

	private boolean wanted;

	private volatile @Nullable ScheduledThreadPoolExecutor thread;

	private volatile long begunAt;

	// Used by the thread only, as the size is.
	private boolean failing;

	// What the listener has taken last; 0 before that.
	private int told;

	/**
	 * Creates a watch that has counted nothing yet.
	 * @param replicas counts the replicas
	 * @param configured how many there are until they are counted
	 * @param listener is told of the first number that counts and of each change, on the
	 * thread of the watch; a number that it could not take, it is told again
	 */
	public FleetWatch(ReplicaCount replicas, int configured, IntConsumer listener) {
		this(replicas, configured, listener, PATIENCE);
	}

	FleetWatch(ReplicaCount replicas, int configured, IntConsumer listener, Duration patience) {
		this.replicas = replicas;
		this.listener = listener;
		this.size = new FleetSize(configured, patience);
		this.patience = patience.toNanos();
	}

	@Override
	public synchronized void start() {
		this.running = true;
		begin();
	}

	/**
	 * Somebody wants to know from now on. Until then, nothing is counted.
	 */
	public synchronized void want() {
		this.wanted = true;
		begin();
	}

	private void begin() {
		if (this.running && this.wanted && this.thread == null) {
			this.begunAt = System.nanoTime();
			ScheduledThreadPoolExecutor begun = new ScheduledThreadPoolExecutor(1, FleetWatch::thread);
			begun.scheduleWithFixedDelay(this::look, 0, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
			this.thread = begun;
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "httppool-fleet");
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public synchronized void stop() {
		// Before the thread is interrupted, so that it does not complain.
		this.running = false;
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
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
		int count;
		try {
			count = this.replicas.count();
		}
		catch (Throwable ex) {
			failed(ex);
			return;
		}
		if (count > 0) {
			counted(count);
		}
		else if (!mayNotBeKnownYet()) {
			failed(null);
		}
	}

	/**
	 * The first instance starts before discovery knows it.
	 */
	private boolean mayNotBeKnownYet() {
		return this.told == 0 && System.nanoTime() - this.begunAt < this.patience;
	}

	private void counted(int count) {
		if (this.failing) {
			this.failing = false;
			logger.info("The replicas of this application can be counted again: " + count);
		}
		this.size.counted(count, System.nanoTime());
		if (this.size.isCounted() && this.size.size() != this.told) {
			tell(this.size.size());
		}
	}

	private void tell(int size) {
		try {
			this.listener.accept(size);
			this.told = size;
		}
		catch (Throwable ex) {
			logger.error("The limits of the fleet could not be divided by " + size
					+ "; this is tried again when the replicas are counted again", ex);
		}
	}

	private void failed(@Nullable Throwable error) {
		if (!this.failing && isRunning()) {
			this.failing = true;
			logger.warn("The replicas of this application cannot be counted; the limits of the fleet stay divided by "
					+ this.size.size() + ((error != null) ? "" : ": discovery knows no instance"), error);
		}
	}

}
