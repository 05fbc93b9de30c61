package io.github.httppool.pool;

import java.time.Duration;
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

	private static final long BUSY = -1;

	private static final Duration LONGEST = Duration.ofDays(365);

	private final DrainPurpose purpose;

	private final List<PoolDrains> pools;

	private final Duration timeout;

	private final @Nullable BlockedLoop blocked;

	private final DrainTimers timers;

	private final LongSupplier clock;

	// Written by the thread that begins.
	private final Map<PoolDrains, PoolDrain> parts = new LinkedHashMap<>();

	private final AtomicBoolean aboutToLook = new AtomicBoolean();

	private final AtomicBoolean over = new AtomicBoolean();

	private final CompletableFuture<List<DrainReceipt>> receipts = new CompletableFuture<>();

	/**
	 * Creates a drain that has not begun.
	 * @param purpose what it is for
	 * @param pools the pools
	 * @param timeout how long calls under way may take
	 * @param blocked the event loop whose thread waits for this drain, if it is one
	 * @param timers runs what is to be done later
	 * @param clock tells the time, in nanoseconds
	 */
	public Drain(DrainPurpose purpose, List<PoolDrains> pools, Duration timeout, @Nullable BlockedLoop blocked,
			DrainTimers timers, LongSupplier clock) {
		this.purpose = purpose;
		this.pools = List.copyOf(pools);
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
		return this.receipts;
	}

	/**
	 * Begins: every call that is under way now, or comes from now on, is in a receipt.
	 * @throws IllegalStateException if a pool is closed or has been taken out of use
	 */
	public void begin() {
		for (PoolDrains pool : this.pools) {
			this.parts.put(pool, pool.begin(this, this.purpose, now()));
		}
	}

	/**
	 * Has the drain, which has {@linkplain #begin() begun}, end when it is quiet or the
	 * time is up. It may end before this returns.
	 */
	public void awaitQuiet() {
		for (PoolDrains pool : this.pools) {
			pool.connectionsOfCalls().forEach(PoolableConnection::drain);
			if (this.purpose == DrainPurpose.TAKE_OUT) {
				pool.closeUnused(now());
			}
		}
		if (this.blocked != null) {
			tellOfBlocked(this.blocked);
		}
		look();
		if (this.timeout.isZero()) {
			end(true);
		}
		else if (!this.over.get()) {
			awaitTimeout();
			tellProgressLater();
		}
	}

	private void awaitTimeout() {
		Runnable cancel = this.timers.after(this.timeout, () -> end(true));
		this.receipts.whenComplete((done, failure) -> cancel.run());
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
		if (!this.over.get()) {
			lookAfter(0);
		}
	}

	private void lookAfter(long nanos) {
		if (this.aboutToLook.compareAndSet(false, true)) {
			this.timers.after(Duration.ofNanos(nanos), this::look);
		}
	}

	private void look() {
		this.aboutToLook.set(false);
		long quiet = quietNanos();
		if (quiet == BUSY || this.over.get()) {
			return;
		}
		long settling = (this.purpose == DrainPurpose.TAKE_OUT) ? 0 : SETTLING.toNanos();
		if (quiet >= settling) {
			end(leavesCalls());
		}
		else {
			lookAfter(settling - quiet);
		}
	}

	/**
	 * For how long all pools have been quiet.
	 */
	private long quietNanos() {
		long shortest = Long.MAX_VALUE;
		for (PoolDrains pool : this.pools) {
			if (!isQuiet(pool)) {
				return BUSY;
			}
			shortest = Math.min(shortest, pool.nanosSinceEnd(now()));
		}
		return shortest;
	}

	private boolean isQuiet(PoolDrains pool) {
		return (this.blocked != null) ? this.blocked.blocksAllOf(pool) : pool.areCallsOver();
	}

	// Its end

	/**
	 * A pool was closed meanwhile, and with it all that there was to drain.
	 */
	void poolClosed() {
		end(false);
	}

	/**
	 * Takes the pools back into use: nothing of this drain has any effect any more.
	 * @throws IllegalStateException if a pool is closed
	 */
	public void resume() {
		this.pools.forEach(PoolDrains::resume);
		end(false);
	}

	private void end(boolean aborting) {
		if (!this.over.compareAndSet(false, true)) {
			return;
		}
		try {
			this.receipts.complete(this.pools.stream().map((pool) -> end(pool, aborting)).toList());
		}
		catch (Throwable ex) {
			this.receipts.completeExceptionally(ex);
		}
	}

	private DrainReceipt end(PoolDrains pool, boolean aborting) {
		PoolDrain part = this.parts.get(pool);
		if (part == null) {
			throw new IllegalStateException("the drain has not begun");
		}
		DrainReceipt receipt = pool.end(part, aborting, now()).receipt(pool.pool());
		if (receipt.hasCalls()) {
			log(receipt);
			pool.tell(receipt);
		}
		return receipt;
	}

	private static void log(DrainReceipt receipt) {
		if (receipt.aborted() > 0) {
			logger.warn(receipt.report());
		}
		else {
			logger.info(receipt.report());
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
		this.timers.after(PROGRESS_INTERVAL, this::tellProgress);
	}

	private void tellProgress() {
		if (!this.over.get()) {
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

}
