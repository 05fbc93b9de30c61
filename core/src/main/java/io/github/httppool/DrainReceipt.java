package io.github.httppool;

import java.time.Duration;
import java.util.List;

/**
 * What has become of the calls of a pool while it was drained. Every call that was under
 * way when the drain began, or was made before it had ended, is in one of the figures. A
 * call that goes on, as the pool was resumed or still serves calls, is in none.
 *
 * @param pool name of the pool
 * @param took how long the drain took
 * @param finished calls that have ended by themselves: with their response, with a
 * failure of their own, or cancelled
 * @param aborted calls that had not ended when the time was up, and were ended by the
 * drain
 * @param refused calls that were made during the drain and refused with a
 * {@link PoolClosedException}
 * @param streamsEnded event streams and upgraded connections, such as WebSockets, that
 * were ended by the drain, as they have no end to wait for; none of them is in the other
 * figures
 * @param oldestAborted of the aborted calls the ten that had lasted longest, the oldest
 * first
 */
public record DrainReceipt(String pool, Duration took, long finished, long aborted, long refused, long streamsEnded,
		List<AbortedCall> oldestAborted) {

	/** How many aborted calls are listed at most. */
	public static final int MAX_LISTED = 10;

	/**
	 * Copies the list.
	 */
	public DrainReceipt {
		oldestAborted = List.copyOf(oldestAborted);
	}

	/**
	 * Returns whether there was anything to drain.
	 * @return {@code false} if all figures are 0
	 */
	public boolean hasCalls() {
		return this.finished + this.aborted + this.refused + this.streamsEnded > 0;
	}

	/**
	 * Describes the drain in one line, as in
	 * {@code pool 'payment' drained in 1.8 s: 12 calls finished, 0 aborted, 3 refused}
	 * and, if there were any, {@code , 2 event streams ended}.
	 * @return the line
	 */
	public String summary() {
		String summary = "pool '%s' drained in %s: %s finished, %d aborted, %d refused".formatted(this.pool,
				inWords(this.took), counted(this.finished, "call"), this.aborted, this.refused);
		return (this.streamsEnded > 0) ? summary + ", " + counted(this.streamsEnded, "event stream") + " ended"
				: summary;
	}

	/**
	 * Describes the drain in one line, and the oldest aborted calls in a line each below
	 * it.
	 * @return the lines, as they are logged
	 */
	public String report() {
		StringBuilder report = new StringBuilder(summary());
		this.oldestAborted.forEach((call) -> report.append("\n  aborted: ").append(call.describe()));
		long unlisted = this.aborted - this.oldestAborted.size();
		if (unlisted > 0) {
			report.append("\n  and ").append(unlisted).append(" more");
		}
		return report.toString();
	}

	private static String counted(long count, String noun) {
		return count + " " + noun + ((count == 1) ? "" : "s");
	}

	/**
	 * Returns a time as in {@code 40 ms}, or {@code 1.8 s} from one second on.
	 */
	static String inWords(Duration time) {
		long millis = time.toMillis();
		return (millis < 1000) ? millis + " ms" : millis / 1000 + "." + millis % 1000 / 100 + " s";
	}

}
