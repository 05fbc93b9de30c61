package io.github.httppool.actuate;

import java.time.Duration;
import java.util.List;

import io.github.httppool.AdviceConfidence;
import io.github.httppool.AdviceFinding;
import io.github.httppool.PoolAdvice;
import org.jspecify.annotations.Nullable;

/**
 * How large a pool should be, and what stands out.
 *
 * @param maxConnections what {@code pool.max-connections} should be, absent if too few
 * calls have come to tell
 * @param reason how that was found, absent if it was not
 * @param window the time that this is about
 * @param confidence how far the number can be relied on, absent if there is none
 * @param findings what stands out, the most important first
 */
public record AdviceDescriptor(@Nullable Integer maxConnections, @Nullable String reason, Duration window,
		@Nullable AdviceConfidence confidence, List<AdviceFinding> findings) {

	static AdviceDescriptor of(PoolAdvice advice) {
		return new AdviceDescriptor(advice.maxConnections(), advice.reason(), advice.window(), advice.confidence(),
				advice.findings());
	}

}
