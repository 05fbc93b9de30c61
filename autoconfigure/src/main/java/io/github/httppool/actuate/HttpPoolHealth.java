package io.github.httppool.actuate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.PoolAdvice;
import io.github.httppool.PoolCondition;
import io.github.httppool.PoolSummary;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health of the pools, one component each. The status is always {@code UP}: a health that
 * failed with an upstream, or with a pool that was taken out of use, would take all
 * instances of the application out of service at once. How the pool is, is in the
 * details.
 */
public final class HttpPoolHealth {

	private HttpPoolHealth() {
	}

	/**
	 * Returns the health of pools.
	 * @param pools the pools, which stay the same
	 * @return a component for each pool, by its name
	 */
	public static CompositeHealthContributor of(HttpPools pools) {
		Map<String, HealthContributor> components = new LinkedHashMap<>();
		for (HttpPool pool : pools) {
			components.put(pool.name(), (HealthIndicator) () -> health(pool));
		}
		return CompositeHealthContributor.fromMap(components);
	}

	private static Health health(HttpPool pool) {
		PoolCondition condition = pool.condition();
		PoolSummary summary = condition.summary();
		PoolAdvice advice = condition.advice();
		LoadSnapshot load = pool.load();
		Health.Builder health = Health.up()
			.withDetail("summary", summary.text())
			.withDetail("level", summary.level())
			.withDetail("state", condition.snapshot().state().name().toLowerCase(Locale.ROOT))
			.withDetail("saturation", load.utilization())
			.withDetail("pending", load.pending())
			.withDetail("leaks", leaks(pool.leaks()));
		return (advice.isEmpty() ? health : health.withDetail("advice", AdviceDescriptor.of(advice))).build();
	}

	private static Map<String, Long> leaks(LeaksSnapshot leaks) {
		Map<String, Long> counts = new LinkedHashMap<>();
		counts.put("suspected", leaks.suspected());
		counts.put("confirmed", leaks.confirmed());
		counts.put("reclaimed", leaks.reclaimed());
		return counts;
	}

}
