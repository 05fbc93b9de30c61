package io.github.httppool.pool;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.httppool.FileDescriptorsSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pools from opening the last sockets that the process may open: some are left
 * for files, listening sockets and logs. Shared by all pools of an application.
 * <p>
 * There are two thresholds, as in HAProxy ({@code tune.pool-low-fd-ratio} and
 * {@code tune.pool-high-fd-ratio}). While descriptors are <em>short</em>, each dial costs
 * an idle connection, so that the pools need no more of them. When they are
 * <em>exhausted</em>, a dial waits until a connection has been closed for it.
 * <p>
 * The open ones are counted only while connections are dialed or idle, as that takes half
 * a microsecond for each. A count holds for a second, and for half of what it leaves, as
 * others open sockets, too, perhaps one for each of ours; what the pools open and close
 * meanwhile is added to it and taken from it.
 */
public final class DescriptorGuard {

	/** Lets every dial begin. */
	public static final DescriptorGuard NONE = new DescriptorGuard(Optional::empty);

	/** How long a count holds. */
	static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long RECENT_NANOS = 10 * VALID_NANOS;

	private static final int MIN_RESERVE = 50;

	private static final int RESERVE_DIVISOR = 20;

	/** Far less than the reserve, and enough that not every dial has to count. */
	private static final int MIN_ALLOWANCE = 10;

	private static final Count UNKNOWN = new Count(Optional.empty(), 0);

	private final Supplier<Optional<FileDescriptorsSnapshot>> counter;

	private final ReentrantLock counting = new ReentrantLock();

	// Dials that have been decided on and ask for their descriptors next.
	private final AtomicInteger intended = new AtomicInteger();

	private volatile @Nullable Count count;

	/**
	 * Creates a guard.
	 * @param counter counts the open descriptors, if that can be done here
	 */
	public DescriptorGuard(Supplier<Optional<FileDescriptorsSnapshot>> counter) {
		this.counter = counter;
	}

	/**
	 * A dial has been decided on, which is going to ask for its descriptor. Until then it
	 * counts, so that no other one is decided on for the same descriptor.
	 */
	void intend() {
		this.intended.incrementAndGet();
	}

	/**
	 * Asks for the descriptor of a dial that was decided on. May count, so it is not
	 * called under the lock.
	 * @param now the time, in nanoseconds
	 * @return {@code null} if there is one, or else the figures that tell why not
	 */
	@Nullable FileDescriptorsSnapshot refuse(long now) {
		this.intended.decrementAndGet();
		return count(now).refuse();
	}

	/**
	 * Tells whether dials are refused by the last count, without counting, as this may be
	 * called under the lock. That saves dials that would be refused one after the other.
	 * @param now the time, in nanoseconds
	 * @return {@code null} unless that is known, or else the figures that tell why
	 */
	@Nullable FileDescriptorsSnapshot knownExhausted(long now) {
		Count known = this.count;
		return (known != null && known.isValid(now)) ? known.exhausted(soonOpened(known)) : null;
	}

	/**
	 * Tells whether few descriptors were left by the last count, and the pools have
	 * closed none since, without counting.
	 * @param now the time, in nanoseconds
	 */
	boolean isShort(long now) {
		Count known = this.count;
		return known != null && known.isValid(now) && known.isShort(soonOpened(known));
	}

	private long soonOpened(Count known) {
		return known.opened.get() + this.intended.get();
	}

	/**
	 * How many descriptors of the reserve are in use. May count, so it is not called
	 * under the lock.
	 * @param now the time, in nanoseconds
	 */
	int missing(long now) {
		Count known = count(now);
		return (int) Math.max(0, known.opened.get() - known.left());
	}

	/**
	 * A connection for which a descriptor was granted is closed.
	 */
	void released() {
		Count known = this.count;
		if (known != null) {
			known.opened.decrementAndGet();
		}
	}

	/**
	 * The system has refused a descriptor, whatever the last count says. The next one
	 * that a connection gives up can be used all the same.
	 * @param now the time, in nanoseconds
	 * @return the figures, unless descriptors cannot be counted here
	 */
	@Nullable FileDescriptorsSnapshot ranOut(long now) {
		Count known = this.count;
		if (known == null || known.descriptors == null) {
			return null;
		}
		long max = known.descriptors.max();
		FileDescriptorsSnapshot usedUp = new FileDescriptorsSnapshot(max - reserve(max), max);
		this.count = new Count(Optional.of(usedUp), now);
		return usedUp;
	}

	/**
	 * Returns how many descriptors are left to others.
	 * @param max how many there are
	 * @return a twentieth, at least 50
	 */
	static long reserve(long max) {
		return Math.max(MIN_RESERVE, max / RESERVE_DIVISOR);
	}

	private Count count(long now) {
		Count known = this.count;
		return (known != null && known.isValid(now)) ? known : countAnew(now);
	}

	/**
	 * One thread counts. Others that dial at that moment, event loops among them, do not
	 * wait for it: they use the previous count, if that is not long ago.
	 */
	private Count countAnew(long now) {
		if (!this.counting.tryLock()) {
			Count last = this.count;
			return (last != null && last.isRecent(now)) ? last : UNKNOWN;
		}
		try {
			Count latest = this.count;
			if (latest == null || !latest.isValid(now)) {
				latest = new Count(this.counter.get(), now);
				this.count = latest;
			}
			return latest;
		}
		finally {
			this.counting.unlock();
		}
	}

	/**
	 * A count, and what the pools have opened since.
	 */
	private static final class Count {

		private final @Nullable FileDescriptorsSnapshot descriptors;

		private final long countedAt;

		private final long allowance;

		// Fewer than none if more were closed.
		private final AtomicLong opened = new AtomicLong();

		Count(Optional<FileDescriptorsSnapshot> descriptors, long countedAt) {
			this.descriptors = descriptors.orElse(null);
			this.countedAt = countedAt;
			this.allowance = allowance(left());
		}

		/**
		 * What little is left can be given out to the end.
		 */
		private static long allowance(long left) {
			return (left <= MIN_ALLOWANCE) ? Long.MAX_VALUE : Math.max(MIN_ALLOWANCE, left / 2);
		}

		boolean isValid(long now) {
			return now - this.countedAt < VALID_NANOS && this.opened.get() < this.allowance;
		}

		boolean isRecent(long now) {
			return now - this.countedAt < RECENT_NANOS;
		}

		private long left() {
			return (this.descriptors != null)
					? this.descriptors.max() - reserve(this.descriptors.max()) - this.descriptors.open()
					: Long.MAX_VALUE;
		}

		boolean isShort(long soonOpened) {
			return this.descriptors != null && soonOpened >= 0 && left() - soonOpened < reserve(this.descriptors.max());
		}

		@Nullable FileDescriptorsSnapshot refuse() {
			FileDescriptorsSnapshot exhausted = exhausted(this.opened.getAndIncrement());
			if (exhausted != null) {
				this.opened.decrementAndGet();
			}
			return exhausted;
		}

		@Nullable FileDescriptorsSnapshot exhausted(long openedBefore) {
			if (this.descriptors == null || openedBefore < left()) {
				return null;
			}
			return new FileDescriptorsSnapshot(this.descriptors.open() + openedBefore, this.descriptors.max());
		}

	}

}
