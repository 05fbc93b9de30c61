package io.github.httppool.pool;

import io.github.httppool.Diagnosis;
import io.github.httppool.text.Counted;
import io.github.httppool.text.DurationInWords;

/**
 * Puts a diagnosis into words: the evidence, what it means and what to do. No formats, as
 * there may be thousands of these a second.
 */
final class DiagnosisInWords {

	private DiagnosisInWords() {
	}

	/**
	 * Returns the end of a message.
	 * @param diagnosis the diagnosis
	 * @param figures what it was made from
	 * @return as in {@code "; 18 responses ... LEAK: those responses ..."}; empty if
	 * nothing stands out
	 */
	static String of(Diagnosis diagnosis, Figures figures) {
		if (diagnosis == Diagnosis.NONE) {
			return "";
		}
		return evidence(diagnosis, figures) + ". " + diagnosis + ": " + advice(diagnosis, figures);
	}

	private static String evidence(Diagnosis diagnosis, Figures figures) {
		return switch (diagnosis) {
			case LEAK -> unread(figures.evidence().leases());
			case SLOW_UPSTREAM -> slow(figures.evidence());
			case POOL_TOO_SMALL -> load(figures);
			case TOTAL_LIMIT -> total(figures);
			case STREAMING_LIMIT ->
				"; " + figures.streaming() + " of them long-lived calls (limit " + figures.maxStreaming() + ")";
			case CONNECT_FAILING, NONE -> "";
		};
	}

	private static String unread(LeaseFindings leases) {
		String responses = "; " + Counted.of(leases.unread(), "response") + " unread for up to "
				+ DurationInWords.of(leases.longestUnread());
		LeaseFindings.Origin origin = leases.origin();
		if (origin == null) {
			return responses;
		}
		return responses + ((origin.count() == leases.unread()) ? ", from " : ", most from ") + origin.name();
	}

	private static String slow(Evidence evidence) {
		LeaseFindings leases = evidence.leases();
		return "; " + Counted.of(leases.slow(), "call") + " under way for up to " + DurationInWords.of(leases.slowest())
				+ ", usually " + DurationInWords.of((long) evidence.usual().leaseNanos());
	}

	private static String load(Figures figures) {
		Evidence.Usual usual = figures.evidence().usual();
		return ((usual.connectionsNeeded() > 0) ? load(usual) : "")
				+ ((figures.streaming() > 0) ? "; long-lived calls take " + figures.streaming() : "");
	}

	private static String load(Evidence.Usual usual) {
		return "; " + Counted.of(Math.round(usual.callsPerSecond()), "call") + " a second at "
				+ DurationInWords.of((long) usual.meanLeaseNanos()) + " each need "
				+ Counted.of(usual.connectionsNeeded(), "connection");
	}

	private static String total(Figures figures) {
		return figures.isTotalUsedUpElsewhere() ? ", " + figures.usedUpElsewhere() + " of them elsewhere"
				: load(figures);
	}

	private static String advice(Diagnosis diagnosis, Figures figures) {
		String host = figures.host().host();
		return switch (diagnosis) {
			case LEAK -> leak(figures.evidence().leases());
			case SLOW_UPSTREAM ->
				host + " takes longer than it usually does; a larger pool would only send it more calls.";
			case POOL_TOO_SMALL -> "raise pool.max-connections (" + figures.host().maxConnections() + ") to "
					+ figures.connectionsNeeded() + " or more, or call " + host + " less often.";
			case CONNECT_FAILING -> "no " + (figures.hasLive() ? "further " : "") + "connection to " + host
					+ " can be opened; see whether it is up and can be reached from here.";
			case TOTAL_LIMIT ->
				"raise httppool.max-total-connections, or lower the limits of the pools that use it up.";
			case STREAMING_LIMIT -> "raise pool.max-streaming-connections (" + figures.maxStreaming()
					+ "), or end streams that nobody needs.";
			case NONE -> "";
		};
	}

	private static String leak(LeaseFindings leases) {
		boolean leaked = 2 * leases.neverClosed() >= leases.unread();
		return (leaked ? "those responses were never closed"
				: "the application keeps those responses and reads nothing")
				+ "; close each one, or read it to its end.";
	}

}
