package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lock over the state of all pools of an application. Two things set it apart:
 * <ul>
 * <li>It spins before it parks. It is held for some hundred nanoseconds, parking and
 * waking a thread costs many thousand; parking took 10 to 30 % of the throughput of 36
 * threads on 2 cores.</li>
 * <li>What touches foreign code (connections, callers, listeners) is
 * {@linkplain #afterwards put off} until the lock is free again, and then runs in order
 * on the same thread.</li>
 * </ul>
 */
final class PoolLock {

	private static final Log logger = LogFactory.getLog(PoolLock.class);

	/**
	 * Attempts before parking: a few microseconds, which is longer than the lock is held.
	 * On a single core the holder cannot proceed while another thread spins.
	 */
	private static final int SPINS = (Runtime.getRuntime().availableProcessors() > 1) ? 100 : 0;

	private final ReentrantLock lock = new ReentrantLock();

	// Guarded by this lock.
	private @Nullable List<Runnable> afterwards;

	void lock() {
		for (int i = 0; i < SPINS; i++) {
			if (this.lock.tryLock()) {
				return;
			}
			Thread.onSpinWait();
		}
		this.lock.lock();
	}

	/**
	 * Puts off an action until the lock, held now, is free.
	 * @param action what to do then
	 */
	void afterwards(Runnable action) {
		List<Runnable> actions = this.afterwards;
		if (actions == null) {
			actions = new ArrayList<>(4);
			this.afterwards = actions;
		}
		actions.add(action);
	}

	/**
	 * Frees the lock and runs what was put off while it was held.
	 */
	void unlock() {
		List<Runnable> actions = this.afterwards;
		this.afterwards = null;
		this.lock.unlock();
		if (actions != null) {
			actions.forEach(PoolLock::run);
		}
	}

	/**
	 * Whatever an action throws, those behind it belong to other callers and must run.
	 */
	private static void run(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.error("An action of the pool has failed", ex);
		}
	}

}
