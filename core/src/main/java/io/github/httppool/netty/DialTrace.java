package io.github.httppool.netty;

import io.github.httppool.call.CallTrace;
import io.github.httppool.call.DialRecord;
import io.github.httppool.call.DialTimes;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.text.GuardedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the trace of the call that has caused a dial how the dial went, and keeps nothing
 * of it afterwards. Safe for use by several threads.
 */
final class DialTrace {

	private static final Log logger = LogFactory.getLog(DialTrace.class);

	private volatile @Nullable CallTrace ofCall;

	/**
	 * The dial is caused by a call.
	 * @param trace what the dial may know of the call's trace, or {@code null} if there
	 * is none
	 */
	void causedBy(@Nullable CallTrace trace) {
		this.ofCall = trace;
	}

	/**
	 * The dial is over. What a tracer throws must cost neither the connection nor a
	 * caller.
	 * @param pool name of the pool
	 * @param entry the slot
	 * @param times when the dial has come into which phase
	 * @param begin when it began
	 * @param end when it was over
	 * @param error why it has failed, or {@code null} if there is a connection
	 */
	void tell(String pool, PoolEntry entry, DialTimes times, long begin, long end, @Nullable Throwable error) {
		CallTrace present = this.ofCall;
		this.ofCall = null;
		if (present == null) {
			return;
		}
		try {
			present
				.dialed(new DialRecord(pool, entry.host(), entry.id(), begin, end, times.intervals(begin, end), error));
		}
		catch (Throwable ex) {
			GuardedLog.write(logger::warn, "A trace has failed to hear of a connection to " + entry.host(), ex);
		}
	}

}
