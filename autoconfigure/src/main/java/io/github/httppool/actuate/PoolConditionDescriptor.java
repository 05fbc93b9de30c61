package io.github.httppool.actuate;

import io.github.httppool.PoolAdvice;
import io.github.httppool.PoolCondition;
import io.github.httppool.PoolSummary;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is, what its clients call, and what should change.
 *
 * @param baseUrl the base URL of its named clients, absent if they have none
 * @param sslBundle the SSL bundle of its clients, absent if they have none
 * @param summary how it is, in one line
 * @param recent what has happened within the last minute
 * @param advice how large it should be and what stands out, absent if there is nothing to
 * say
 */
public record PoolConditionDescriptor(@Nullable String baseUrl, @Nullable String sslBundle, PoolSummary summary,
		RecentDescriptor recent, @Nullable AdviceDescriptor advice) {

	static PoolConditionDescriptor of(PoolCondition pool, PoolTarget target) {
		PoolAdvice advice = pool.advice();
		return new PoolConditionDescriptor(target.baseUrl(), target.sslBundle(), pool.summary(),
				RecentDescriptor.of(pool.recent()), advice.isEmpty() ? null : AdviceDescriptor.of(advice));
	}

}
