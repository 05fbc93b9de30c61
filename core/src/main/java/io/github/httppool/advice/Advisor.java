package io.github.httppool.advice;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import io.github.httppool.AdviceFinding;
import io.github.httppool.PoolAdvice;
import io.github.httppool.stats.HostDemand;
import io.github.httppool.stats.HostFigures;

/**
 * Advises how large a pool should be, and tells what else stands out.
 */
public final class Advisor {

	private static final Duration WINDOW = Duration.ofNanos(HostDemand.WINDOW_NANOS);

	/** A reader needs no more. */
	private static final int MAX_FINDINGS = 20;

	private Advisor() {
	}

	/**
	 * Returns the advice for a pool.
	 * @param hosts the hosts that its calls go to
	 * @param maxIdleTime how long it keeps an idle connection
	 * @return the number for the host that needs most, as the limit is the same for each,
	 * and what stands out with any of them
	 */
	public static PoolAdvice advise(List<HostFigures> hosts, Duration maxIdleTime) {
		List<Need> needs = hosts.stream().map(Need::new).toList();
		List<AdviceFinding> findings = needs.stream()
			.flatMap((need) -> HostFindings.of(need, maxIdleTime).stream())
			.sorted(Comparator.comparing(AdviceFinding::kind).thenComparing(AdviceFinding::text))
			.limit(MAX_FINDINGS)
			.toList();
		return needs.stream()
			.filter(Need::isKnown)
			.max(Comparator.comparingInt(Need::connections))
			.map((need) -> advice(need, hosts.size() > 1, findings))
			.orElseGet(() -> new PoolAdvice(null, null, WINDOW, null, findings));
	}

	private static PoolAdvice advice(Need need, boolean others, List<AdviceFinding> findings) {
		String reason = others ? need.host().host().host() + ": " + need.reason() : need.reason();
		return new PoolAdvice(need.connections(), reason, WINDOW, need.confidence(), findings);
	}

}
