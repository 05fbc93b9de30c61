package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lock over the state of all pools of an application. Two things set it apart:
 * <ul>
 * <li>It spins before it parks. It is held for some hundred nanoseconds, parking and
 * waking a thread costs many thousand; parking took 10 to 30 % of the throughput of 36
 * threads on 2 cores.</li>
 * <li>What touches foreign code (connections, callers, listeners) is put off until the
 * lock is free again, and then runs on the same thread ({@link Trampoline}).</li>
 * </ul>
 */
final class PoolLock {

	/**
	 * How long to try before parking, which is longer than the lock is held. On a single
	 * core the holder cannot proceed while another thread spins.
	 */
	private static final long SPIN_NANOS = (Runtime.getRuntime().availableProcessors() > 1)
			? TimeUnit.MICROSECONDS.toNanos(5) : 0;

	private static final int LONGEST_PAUSE = 64;

	private final ReentrantLock lock = new ReentrantLock();

	// Set while a thread does what it has put off; removed afterwards, as the threads
	// are not ours.
	private final ThreadLocal<Trampoline> trampoline = new ThreadLocal<>();

	// Guarded by this lock.
	private @Nullable DeferredWork deferred;

	void lock() {
		if (!this.lock.tryLock() && !spin()) {
			this.lock.lock();
		}
	}

	/**
	 * Each attempt takes the lock's cache line away from the holder, so each pause is
	 * twice as long as the one before.
	 */
	private boolean spin() {
		long start = System.nanoTime();
		int pause = 1;
		while (System.nanoTime() - start < SPIN_NANOS) {
			for (int i = 0; i < pause; i++) {
				Thread.onSpinWait();
			}
			if (this.lock.tryLock()) {
				return true;
			}
			pause = Math.min(2 * pause, LONGEST_PAUSE);
		}
		return false;
	}

	/**
	 * Asserts that this thread holds the lock.
	 */
	void assertHeld() {
		assert this.lock.isHeldByCurrentThread() : "the pool's lock is not held";
	}

	/**
	 * Puts off what the listeners are to be told until the lock, held now, is free.
	 * @param event tells them
	 */
	void publishAfterUnlock(Runnable event) {
		deferred().addEvent(event);
	}

	/**
	 * Puts off an action until the lock, held now, is free.
	 * @param action what to do then
	 */
	void runAfterUnlock(Runnable action) {
		deferred().addAction(action);
	}

	/**
	 * Puts off the answer to a caller until the lock, held now, is free.
	 * @param answer tells the caller
	 */
	void answerAfterUnlock(Runnable answer) {
		deferred().addAnswer(answer);
	}

	private DeferredWork deferred() {
		assertHeld();
		DeferredWork work = this.deferred;
		if (work == null) {
			work = new DeferredWork();
			this.deferred = work;
		}
		return work;
	}

	/**
	 * Frees the lock and does what was put off while it was held.
	 */
	void unlock() {
		DeferredWork work = this.deferred;
		this.deferred = null;
		this.lock.unlock();
		if (work != null) {
			onTrampoline(Trampoline::run, work);
		}
	}

	/**
	 * Does something with the lock held. Calls on their way take no lambda with them:
	 * they lock and unlock.
	 * @param action what to do
	 */
	void runLocked(Runnable action) {
		lock();
		try {
			action.run();
		}
		finally {
			unlock();
		}
	}

	/**
	 * Reads something with the lock held, as {@link #runLocked} does.
	 * @param <T> type of the result
	 * @param reader what to read
	 */
	<T> T getLocked(Supplier<T> reader) {
		lock();
		try {
			return reader.get();
		}
		finally {
			unlock();
		}
	}

	/**
	 * Tells the listeners now, with the lock free, but behind what this thread is about
	 * to tell them.
	 * @param event tells them
	 */
	void tell(Runnable event) {
		onTrampoline(Trampoline::tell, event);
	}

	/**
	 * Calls a method of this thread's trampoline, or of a new one.
	 */
	private <W> void onTrampoline(BiConsumer<Trampoline, W> method, W work) {
		Trampoline running = this.trampoline.get();
		if (running != null) {
			method.accept(running, work);
			return;
		}
		Trampoline started = new Trampoline();
		this.trampoline.set(started);
		try {
			method.accept(started, work);
		}
		finally {
			this.trampoline.remove();
		}
	}

}
