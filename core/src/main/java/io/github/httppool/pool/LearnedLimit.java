package io.github.httppool.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * A limit that a server does not tell, learned from the values at which it has closed
 * connections: times for which they were idle, or numbers of requests that they had
 * served.
 * <ul>
 * <li><b>Closes of one moment are one observation.</b> Whatever closes many connections
 * at once has one cause. If their values differ, it is a restart, and teaches
 * nothing.</li>
 * <li><b>A limit takes {@value #ENOUGH} observations that agree</b>, that is, lie within
 * the tolerance above the smallest of them: a connection closed early, for a reason of
 * its own, finds no others. The smallest is the limit, as being too careful costs a
 * connection and being too bold a call. If several sets agree, as behind a load balancer
 * whose servers differ, the lowest counts: nobody knows which server a connection leads
 * to.</li>
 * <li><b>A limit is refuted by {@value #ENOUGH} connections in a row</b> that have
 * outlived it beyond the tolerance, by serving again or by being closed later, with no
 * close that confirms it in between. As many as it took to learn it, as a server beside
 * others may have no limit at all.</li>
 * <li><b>A limit is in force for 10 minutes</b> after the last close that agreed. Nothing
 * else would ever tell that the server has raised it, since connections are retired
 * before they reach it. After that it is on trial: connections may stay for longer, and
 * the first close that agrees puts it into force again. So a limit that still holds costs
 * one close by the server every 10 minutes, of a connection that is hardly ever in use at
 * that moment.</li>
 * <li><b>A close is forgotten after an hour.</b></li>
 * </ul>
 * Guarded by the pool's lock. Times are in nanoseconds.
 */
final class LearnedLimit {

	/** What stands for a limit of which nothing is known. */
	static final long UNKNOWN = Long.MAX_VALUE;

	/** Two may agree by accident. */
	static final int ENOUGH = 3;

	/** Enough to find three that agree among closes of two servers, or early ones. */
	private static final int REMEMBERED = 8;

	static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	static final long IN_FORCE_NANOS = TimeUnit.MINUTES.toNanos(10);

	static final long REMEMBERED_NANOS = TimeUnit.HOURS.toNanos(1);

	private final LongUnaryOperator tolerance;

	private final Deque<Moment> moments = new ArrayDeque<>(REMEMBERED);

	private long limit = UNKNOWN;

	private long agreedAt;

	// Above this a value outlives the smallest that was observed.
	private long outlivedAbove = UNKNOWN;

	private int outlived;

	private long leastOutlived = UNKNOWN;

	/**
	 * Creates a limit of which nothing is known.
	 * @param tolerance how far above a value others may lie that agree with it
	 */
	LearnedLimit(LongUnaryOperator tolerance) {
		this.tolerance = tolerance;
	}

	/**
	 * The server has closed a connection.
	 * @param value the value at which it did
	 * @param now the time
	 */
	void closed(long value, long now) {
		forget(now);
		observe(value, now);
		if (isOutlivedBy(value)) {
			countOutlived(value);
		}
		else {
			this.outlived = 0;
			this.leastOutlived = UNKNOWN;
		}
		evaluate();
	}

	private void observe(long value, long now) {
		Moment last = this.moments.peekLast();
		if (last != null && now - last.began < MOMENT_NANOS) {
			last.add(value);
			return;
		}
		if (this.moments.size() == REMEMBERED) {
			this.moments.removeFirst();
		}
		this.moments.addLast(new Moment(value, now));
	}

	/**
	 * A connection has served a call at a value, so the server's limit is higher.
	 * @param value the value
	 */
	void outlived(long value) {
		if (isOutlivedBy(value)) {
			countOutlived(value);
			evaluate();
		}
	}

	private boolean isOutlivedBy(long value) {
		return value > this.outlivedAbove;
	}

	private void countOutlived(long value) {
		this.outlived++;
		this.leastOutlived = Math.min(this.leastOutlived, value);
		if (this.outlived == ENOUGH) {
			this.moments.removeIf((moment) -> reach(moment.smallest) < this.leastOutlived);
			this.outlived = 0;
			this.leastOutlived = UNKNOWN;
		}
	}

	private void forget(long now) {
		this.moments.removeIf((moment) -> now - moment.began >= REMEMBERED_NANOS);
	}

	private void evaluate() {
		this.limit = UNKNOWN;
		this.outlivedAbove = UNKNOWN;
		for (Moment moment : this.moments) {
			if (isPlain(moment)) {
				this.outlivedAbove = Math.min(this.outlivedAbove, reach(moment.smallest));
				if (moment.smallest < this.limit) {
					limitIfOthersAgree(moment.smallest);
				}
			}
		}
	}

	private void limitIfOthersAgree(long candidate) {
		int agreeing = 0;
		long last = 0;
		for (Moment moment : this.moments) {
			if (isPlain(moment) && moment.smallest >= candidate && moment.smallest <= reach(candidate)) {
				agreeing++;
				last = moment.began;
			}
		}
		if (agreeing >= ENOUGH) {
			this.limit = candidate;
			this.agreedAt = last;
		}
	}

	/**
	 * Whether all closes of a moment agree, so that it was no restart.
	 */
	private boolean isPlain(Moment moment) {
		return moment.largest <= reach(moment.smallest);
	}

	private long reach(long value) {
		return value + this.tolerance.applyAsLong(value);
	}

	/**
	 * Returns the limit that is in force.
	 * @param now the time
	 * @return the limit, or {@link #UNKNOWN} if none is known or it is on trial
	 */
	long inForce(long now) {
		return (this.limit != UNKNOWN && now - this.agreedAt < IN_FORCE_NANOS) ? this.limit : UNKNOWN;
	}

	/**
	 * Returns the limit that was learned last, whether or not it is on trial.
	 * @return the limit, or {@link #UNKNOWN} if none is known
	 */
	long last() {
		return this.limit;
	}

	/**
	 * Returns whether nothing is remembered that has happened within the last hour.
	 * @param now the time
	 */
	boolean isForgotten(long now) {
		Moment last = this.moments.peekLast();
		return last == null || now - last.began >= REMEMBERED_NANOS;
	}

	/**
	 * The closes of one moment.
	 */
	private static final class Moment {

		private final long began;

		private long smallest;

		private long largest;

		Moment(long value, long now) {
			this.began = now;
			this.smallest = value;
			this.largest = value;
		}

		void add(long value) {
			this.smallest = Math.min(this.smallest, value);
			this.largest = Math.max(this.largest, value);
		}

	}

}
