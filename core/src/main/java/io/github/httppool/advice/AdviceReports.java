package io.github.httppool.advice;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.httppool.PoolAdvice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs the advice of one pool when it is news ({@link AdviceLog}). Called by one thread
 * at a time; times are in nanoseconds.
 */
public final class AdviceReports {

	private static final Log logger = LogFactory.getLog(AdviceReports.class);

	/** To make an advice takes some ten microseconds, and nobody waits for it. */
	private static final long INTERVAL = TimeUnit.SECONDS.toNanos(30);

	private final Supplier<PoolAdvice> advice;

	private final AdviceLog log;

	private boolean begun;

	private long lastLook;

	/**
	 * Creates the reports of a pool.
	 * @param pool name of the pool
	 * @param advice makes the advice of the moment
	 */
	public AdviceReports(String pool, Supplier<PoolAdvice> advice) {
		this.advice = advice;
		this.log = new AdviceLog(pool);
	}

	/**
	 * The sweep comes by.
	 * @param now the time
	 */
	public void sweep(long now) {
		if (!this.begun) {
			this.begun = true;
			this.lastLook = now;
		}
		else if (now - this.lastLook >= INTERVAL) {
			this.lastLook = now;
			this.log.lines(this.advice.get(), now).forEach(logger::warn);
		}
	}

}
