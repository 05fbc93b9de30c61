package io.github.httppool.leak;

import io.github.httppool.LeakKind;
import io.github.httppool.text.Counted;

/**
 * The log message about a call site: how many calls, from where, and what is wrong with
 * them.
 *
 * @param counts how many of each kind, at least one
 * @param place where they come from
 * @param period the period in which they were found, or empty
 * @param calls pool and request
 */
record LeakLogMessage(LeakCounts counts, String place, String period, String calls) {

	String text() {
		if (this.counts.of(LeakKind.CONFIRMED) > 0) {
			return leaks(this.counts.of(LeakKind.CONFIRMED), this.counts.of(LeakKind.RECLAIMED));
		}
		if (this.counts.of(LeakKind.RECLAIMED) > 0) {
			return tooOld(this.counts.of(LeakKind.RECLAIMED));
		}
		return suspicions(this.counts.of(LeakKind.SUSPECTED));
	}

	private String leaks(long confirmed, long reclaimed) {
		return "%s %s: %s never closed%s. Did you forget to close a response or to subscribe to its body?".formatted(
				Counted.of(confirmed, "leak"), where(),
				(confirmed == 1) ? "a response that was" : "responses that were",
				(reclaimed > 0) ? "; " + Counted.of(reclaimed, "connection") + " taken back" : "");
	}

	private String tooOld(long reclaimed) {
		return "%s taken back %s: %s older than leak-detection.reclaim-after".formatted(
				Counted.of(reclaimed, "connection"), where(), (reclaimed == 1) ? "its call was" : "their calls were");
	}

	private String suspicions(long suspected) {
		return "%s %s %s longer than leak-detection.threshold: slow, or %s never closed".formatted(
				Counted.of(suspected, "call"), where(),
				(suspected == 1) ? "has had its connection for" : "have had their connections for",
				(suspected == 1) ? "a response that is" : "responses that are");
	}

	private String where() {
		return "from " + this.place + this.period + " (" + this.calls + ")";
	}

}
