package io.github.httppool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.github.httppool.AbortedCall;
import io.github.httppool.DrainReceipt;
import io.github.httppool.text.Counted;
import io.github.httppool.text.DurationInWords;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Drains pools: waits until no call is under way in any of them, at most for a time, and
 * says what has become of the calls. The pools tell when a call ends; nothing is polled.
 * Thread-safe.
 * <p>
 * While new calls are served, a call that has ended may be about to be followed by the
 * next one. So all pools must have been quiet for a moment.
 */
public final class Drain {

	/**
	 * For how long pools that serve new calls must have been quiet: enough to wake a
	 * thread that makes the next call on a machine that is short of CPU, and little for a
	 * shutdown.
	 */
	static final Duration SETTLING = Duration.ofMillis(100);

	static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(Drain.class);

	private static final Duration LONGEST = Duration.ofDays(365);

	private final DrainPurpose purpose;

	private final List<PoolDrains> pools;

	private final Duration timeout;

	private final @Nullable BlockedLoop blocked;

	private final DrainTimers timers;

	private final LongSupplier clock;

	private final PoolLock lock;

	// Guarded by the lock of the pools.
	private final Map<PoolDrains, PoolDrain> parts = new LinkedHashMap<>();

	private final AtomicBoolean aboutToLook = new AtomicBoolean();

	// Cancels the timer of the next line in the log.
	private volatile Runnable cancelProgress = () -> {
	};

	private volatile long beganAt;

	private volatile long endedAt;

	// Written under the lock of the pools, read anywhere.
	private volatile boolean over;

	private final CompletableFuture<List<DrainReceipt>> receipts = new CompletableFuture<>();

	/**
	 * Creates a drain that has not begun.
	 * @param purpose what it is for
	 * @param pools the pools, at least one
	 * @param timeout how long calls under way may take
	 * @param blocked the event loop whose thread waits for this drain, if it is one
	 * @param timers runs what is to be done later
	 * @param clock tells the time, in nanoseconds
	 */
	public Drain(DrainPurpose purpose, List<PoolDrains> pools, Duration timeout, @Nullable BlockedLoop blocked,
			DrainTimers timers, LongSupplier clock) {
		this.purpose = purpose;
		this.pools = List.copyOf(pools);
		this.lock = this.pools.get(0).lock();
		this.timeout = (timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST;
		this.blocked = blocked;
		this.timers = timers;
		this.clock = clock;
	}

	/**
	 * Returns what becomes of the calls.
	 * @return completes with a receipt for each pool when the drain is over
	 */
	public CompletionStage<List<DrainReceipt>> receipts() {
		return this.receipts.minimalCompletionStage();
	}

	/**
	 * Returns whether it has ended.
	 * @return whether it is over
	 */
	public boolean isOver() {
		return this.over;
	}

	/**
	 * Returns how long it has taken, so far if it is not over.
	 * @return the time
	 */
	public Duration took() {
		return Duration.ofNanos((this.over ? this.endedAt : now()) - this.beganAt);
	}

	/**
	 * Returns how long it has been over.
	 * @return the time, zero if it is not
	 */
	public Duration overFor() {
		return this.over ? Duration.ofNanos(now() - this.endedAt) : Duration.ZERO;
	}

	/**
	 * Begins, in all pools at once: every call that is under way now, or comes from now
	 * on, is in a receipt.
	 * @throws IllegalStateException if a pool is closed or has been taken out of use
	 */
	public void begin() {
		this.lock.runLocked(() -> {
			this.beganAt = now();
			this.pools.forEach((pool) -> this.parts.put(pool, pool.begin(this, this.purpose, this.beganAt)));
		});
	}

	/**
	 * Has the drain, which has {@linkplain #begin() begun}, end when it is quiet or the
	 * time is up. It may end before this returns.
	 */
	public void awaitQuiet() {
		if (!this.timeout.isZero()) {
			awaitTimeout();
			tellProgressLater();
		}
		endStreams();
		if (this.blocked != null) {
			tellOfBlocked(this.blocked);
		}
		look();
		if (this.timeout.isZero()) {
			end(Ending.TIME_UP);
		}
	}

	private void awaitTimeout() {
		Runnable cancel = this.timers.after(this.timeout, () -> end(Ending.TIME_UP));
		this.receipts.whenComplete((done, failure) -> {
			cancel.run();
			this.cancelProgress.run();
		});
	}

	private void endStreams() {
		for (PoolDrains pool : this.pools) {
			pool.connectionsOfCalls().forEach(PoolableConnection::drain);
			if (this.purpose == DrainPurpose.TAKE_OUT) {
				pool.closeUnused(now());
			}
		}
	}

	private long now() {
		return this.clock.getAsLong();
	}

	// Whether it is quiet

	/**
	 * Whether it ends with calls under way, which are aborted.
	 */
	boolean leavesCalls() {
		return this.blocked != null;
	}

	/**
	 * A call has ended, perhaps the last one. The lock is free; what follows may run
	 * foreign code, and so not on the thread that has ended the call.
	 */
	void changed() {
		if (!this.over) {
			lookAfter(0);
		}
	}

	private void lookAfter(long nanos) {
		if (this.aboutToLook.compareAndSet(false, true)) {
			try {
				this.timers.after(Duration.ofNanos(nanos), this::look);
			}
			catch (Throwable ex) {
				this.aboutToLook.set(false);
				throw ex;
			}
		}
	}

	private void look() {
		this.aboutToLook.set(false);
		if (this.blocked == null) {
			end(Ending.QUIET);
		}
		else if (this.pools.stream().allMatch(this.blocked::blocksAllOf)) {
			endOnceSettled();
		}
	}

	/**
	 * What has ended may be followed by something else, though that cannot go on.
	 */
	private void endOnceSettled() {
		long left = this.lock.getLocked(this::nanosToSettle);
		if (left > 0) {
			lookAfter(left);
		}
		else {
			end(Ending.TIME_UP);
		}
	}

	private boolean isQuiet() {
		return this.pools.stream().allMatch(PoolDrains::areCallsOver);
	}

	/**
	 * For how much longer no call may end. New calls do not follow if they are refused.
	 */
	private long nanosToSettle() {
		if (this.purpose == DrainPurpose.TAKE_OUT) {
			return 0;
		}
		long now = now();
		long settled = this.pools.stream().mapToLong((pool) -> pool.nanosSinceEnd(now)).min().orElseThrow();
		return Math.max(0, SETTLING.toNanos() - settled);
	}

	// Its end

	/**
	 * A pool was closed meanwhile, and with it all that there was to drain.
	 */
	private void poolClosed() {
		end(Ending.NOW);
	}

	/**
	 * Ends now, with the figures of this moment. It has no effect on calls and pools any
	 * more.
	 */
	public void giveUp() {
		this.lock.runLocked(() -> this.parts.values().forEach(PoolDrain::giveUp));
		end(Ending.NOW);
	}

	/**
	 * Other drains, whose end others may wait for, end when nobody waits for this one any
	 * more.
	 */
	private void end(Ending how) {
		Ended ended = this.lock.getLocked(() -> endIfDue(how));
		if (ended == null) {
			return;
		}
		List<DrainReceipt> told = new ArrayList<>();
		ended.figures().forEach((pool, figures) -> told.add(tell(pool, figures)));
		this.receipts.complete(List.copyOf(told));
		ended.others().forEach(Drain::poolClosed);
	}

	/**
	 * Whether it is quiet is looked at, and all pools end, in one moment: a call is in a
	 * receipt, or comes later.
	 */
	private @Nullable Ended endIfDue(Ending how) {
		if (this.over || (how == Ending.QUIET && !isQuiet())) {
			return null;
		}
		long left = (how == Ending.QUIET) ? nanosToSettle() : 0;
		if (left > 0) {
			this.lock.runAfterUnlock(() -> lookAfter(left));
			return null;
		}
		this.endedAt = now();
		this.over = true;
		Map<PoolDrains, DrainFigures> figures = new LinkedHashMap<>();
		this.parts.forEach((pool, part) -> figures.put(pool, pool.end(part, how == Ending.TIME_UP, this.endedAt)));
		boolean closes = this.purpose == DrainPurpose.CLOSE;
		return new Ended(figures,
				closes ? this.pools.stream().flatMap(PoolDrains::owners).distinct().toList() : List.of());
	}

	private static DrainReceipt tell(PoolDrains pool, DrainFigures figures) {
		DrainReceipt receipt = figures.receipt(pool.pool());
		if (receipt.hasCalls()) {
			log(receipt);
			pool.tell(receipt);
		}
		return receipt;
	}

	private static void log(DrainReceipt receipt) {
		try {
			if (receipt.aborted() > 0) {
				logger.warn(receipt.report());
			}
			else {
				logger.info(receipt.report());
			}
		}
		catch (Throwable ex) {
			// A logger that throws must not keep the receipt from the callers who wait.
		}
	}

	// What is told meanwhile

	private void tellOfBlocked(BlockedLoop loop) {
		long calls = this.pools.stream().mapToLong(loop::callsOf).sum();
		if (calls > 0) {
			logger.warn("closing on event loop '%s': %s on it cannot finish and %s aborted".formatted(loop.name(),
					Counted.of(calls, "call"), (calls == 1) ? "is" : "are"));
		}
	}

	private void tellProgressLater() {
		this.cancelProgress = this.timers.after(PROGRESS_INTERVAL, this::tellProgress);
		if (this.over) {
			this.cancelProgress.run();
		}
	}

	private void tellProgress() {
		if (!this.over) {
			this.pools.forEach(this::tellProgress);
			tellProgressLater();
		}
	}

	private void tellProgress(PoolDrains pool) {
		long now = now();
		List<PendingAcquire> callers = pool.callers();
		Optional<PendingAcquire> oldest = callers.stream()
			.min(Comparator.comparingLong((caller) -> caller.callBegan() - now));
		oldest.ifPresent((caller) -> logger.info("draining pool '%s': %s under way, oldest %s".formatted(pool.pool(),
				Counted.of(callers.size(), "call"), inWords(caller.describe(now)))));
	}

	private static String inWords(AbortedCall call) {
		String request = call.request();
		return ((request != null) ? request : "a call to " + call.host()) + " for "
				+ DurationInWords.of(call.age().toNanos());
	}

	/**
	 * Why a drain ends.
	 */
	private enum Ending {

		/** No call is under way, unless one has begun since. */
		QUIET,

		/** What is under way is aborted. */
		TIME_UP,

		/** It is over, whatever is under way. */
		NOW

	}

	/**
	 * A drain that has ended.
	 *
	 * @param figures what has become of the calls of each pool
	 * @param others drains that end with it, as their pools are closed
	 */
	private record Ended(Map<PoolDrains, DrainFigures> figures, List<Drain> others) {

	}

}
