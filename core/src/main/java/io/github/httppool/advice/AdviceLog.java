package io.github.httppool.advice;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.httppool.AdviceFinding;
import io.github.httppool.FindingKind;
import io.github.httppool.PoolAdvice;
import org.jspecify.annotations.Nullable;

/**
 * Decides which advice of one pool is worth a line in the log: a finding of a kind that
 * was not there within the last ten minutes, and a limit that should be higher by a third
 * than was logged before. Leaks and hosts that cannot be reached are logged where they
 * are found, and what is only a hint is not logged. Not safe for use by several threads;
 * times are in nanoseconds.
 */
public final class AdviceLog {

	private static final Set<FindingKind> LOGGED = EnumSet.of(FindingKind.SLOW_UPSTREAM, FindingKind.POOL_TOO_SMALL,
			FindingKind.IDLE_LIMIT, FindingKind.CHURN, FindingKind.FRAGMENTED);

	private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(10);

	private static final double MATERIAL = 1.3;

	private final String pool;

	private final Map<FindingKind, Long> lastSeen = new EnumMap<>(FindingKind.class);

	private int lastAdvised;

	/**
	 * Creates a log in which nothing was said.
	 * @param pool name of the pool
	 */
	public AdviceLog(String pool) {
		this.pool = pool;
	}

	/**
	 * Returns what is to be logged.
	 * @param advice the advice of this moment
	 * @param now the time
	 * @return a line for each kind of finding that is news, mostly none
	 */
	public List<String> lines(PoolAdvice advice, long now) {
		List<String> lines = new ArrayList<>();
		Set<FindingKind> present = EnumSet.noneOf(FindingKind.class);
		for (AdviceFinding finding : advice.findings()) {
			// One line for all hosts: the others are shown at the endpoint.
			if (LOGGED.contains(finding.kind()) && present.add(finding.kind())
					&& isNews(finding.kind(), advice.maxConnections(), now)) {
				lines.add("pool '%s': %s: %s".formatted(this.pool, finding.kind(), finding.text()));
			}
		}
		present.forEach((kind) -> this.lastSeen.put(kind, now));
		return lines;
	}

	private boolean isNews(FindingKind kind, @Nullable Integer advised, long now) {
		Long seen = this.lastSeen.get(kind);
		boolean news = seen == null || now - seen >= FORGOTTEN;
		if (kind == FindingKind.POOL_TOO_SMALL && advised != null) {
			news = news || advised >= MATERIAL * this.lastAdvised;
			this.lastAdvised = news ? advised : this.lastAdvised;
		}
		return news;
	}

}
