package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Finds connections of one host on which calls fail while they go well on others: behind
 * a balancer, a connection may lead to the one instance that is ill. It is given up, so
 * that the next one has a chance to lead elsewhere. All methods are called with the
 * pool's lock held.
 */
final class HostAnswers {

	/** Fewer bad answers in a row mean nothing. */
	static final int MIN_IN_A_ROW = 3;

	/** Between two sweeps one in so many is given up, at least one. */
	private static final int SHARE = 10;

	/** With fewer good ones on the others, for each bad one, it is the host. */
	private static final int GOOD_FOR_EACH_BAD = 2;

	/** How likely such a row may be if bad answers come by chance. */
	private static final double LIKELIHOOD = 1e-6;

	private static final double WEIGHT = 0.01;

	/** Less counts as none: no arithmetic with numbers that are next to nothing. */
	private static final double NEGLIGIBLE = 1e-9;

	private static final int MAX_DOUBLINGS = 10;

	private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final Log logger = LogFactory.getLog(HostAnswers.class);

	private final PoolLock lock;

	private final String pool;

	private long good;

	private long bad;

	// Share of answers that are bad, as an exponentially weighted mean.
	private double usuallyBad;

	private int givenUpSinceSweep;

	private boolean anyGivenUp;

	private long lastGivenUp;

	// How often one in a row was given up that was opened after the last.
	private int inVain;

	/**
	 * Creates it without any answer.
	 * @param pool name of the pool
	 * @param lock guards it
	 */
	HostAnswers(String pool, PoolLock lock) {
		this.pool = pool;
		this.lock = lock;
	}

	/**
	 * A call has come to its end. One without an answer tells nothing.
	 * @param connections how many the host has
	 * @return whether its connection is to be given up
	 */
	boolean callEnded(PoolEntry entry, int connections, long now) {
		Answers answers = entry.answers();
		int status = answers.take();
		if (status == 0) {
			return false;
		}
		boolean isBad = isBad(status);
		if (!isBad) {
			learn(answers.badInARow());
			this.good++;
			answers.good();
			return false;
		}
		this.bad++;
		answers.bad(this.good, this.bad);
		if (answers.badInARow() < MIN_IN_A_ROW || !isOddOneOut(answers, now)
				|| this.givenUpSinceSweep >= Math.max(1, connections / SHARE)) {
			return false;
		}
		givesUp(entry, status, now);
		return true;
	}

	/**
	 * What an instance answers that is ill, or is not the one for the call (421). A 501
	 * and such are about the request.
	 */
	private static boolean isBad(int status) {
		return switch (status) {
			case 421, 500, 502, 503, 504 -> true;
			default -> false;
		};
	}

	/**
	 * A row of bad answers has ended with a good one. What lasts may be the connection's
	 * fault, and says nothing of the host.
	 */
	private void learn(int row) {
		if (row > 0) {
			this.usuallyBad = 1 - (1 - this.usuallyBad) * Math.pow(1 - WEIGHT, row);
		}
		if (this.usuallyBad > 0) {
			double mean = this.usuallyBad * (1 - WEIGHT);
			this.usuallyBad = (mean < NEGLIGIBLE) ? 0 : mean;
		}
	}

	private boolean isOddOneOut(Answers answers, long now) {
		long goodElsewhere = answers.goodElsewhere(this.good);
		if (answers.badElsewhere(this.bad) * GOOD_FOR_EACH_BAD > goodElsewhere) {
			answers.beginAgain(this.good, this.bad);
			return false;
		}
		int row = answers.badInARow();
		// Of two connections that are used in turn, the bad answer may always come first.
		boolean othersDoWell = goodElsewhere >= row - 1;
		return row >= needed(now) && othersDoWell && Math.pow(this.usuallyBad, row) <= LIKELIHOOD;
	}

	/**
	 * Returns how many bad answers in a row it takes: more if new connections do no
	 * better. The calls may be the cause then, if those that fail reuse one connection.
	 */
	private int needed(long now) {
		if (this.inVain > 0 && now - this.lastGivenUp > MEMORY_NANOS) {
			this.inVain = 0;
		}
		return MIN_IN_A_ROW << Math.min(this.inVain, MAX_DOUBLINGS);
	}

	private void givesUp(PoolEntry entry, int status, long now) {
		if (this.anyGivenUp && entry.dialedAt() - this.lastGivenUp > 0) {
			this.inVain++;
		}
		this.anyGivenUp = true;
		this.lastGivenUp = now;
		this.givenUpSinceSweep++;
		int row = entry.answers().badInARow();
		long goodElsewhere = entry.answers().goodElsewhere(this.good);
		this.lock.runAfterUnlock(() -> logger.info(
				"%s of pool '%s' is closed, as its last %d answers were bad, %d at last, while %d on other connections were good"
					.formatted(entry, this.pool, row, status, goodElsewhere)));
	}

	/**
	 * The sweep comes by.
	 */
	void swept() {
		this.givenUpSinceSweep = 0;
	}

}
