package io.github.httppool;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How large a pool should be, and what else stands out, as seen from the calls of the
 * last minutes.
 *
 * @param maxConnections what {@code pool.max-connections} should be, so that 99 of 100
 * calls to the host that needs most need not wait; {@code null} if too few calls have
 * come to tell
 * @param reason how that was found, in one line; {@code null} if it was not
 * @param window the time that this is about; as it slides by steps, up to a tenth more of
 * the past is in it
 * @param confidence how far the number can be relied on; {@code null} if there is none
 * @param findings what stands out, the most important first
 */
public record PoolAdvice(@Nullable Integer maxConnections, @Nullable String reason, Duration window,
		@Nullable AdviceConfidence confidence, List<AdviceFinding> findings) {

	/** Nothing is known, and nothing stands out. */
	public static final PoolAdvice NONE = new PoolAdvice(null, null, Duration.ofMinutes(5), null, List.of());

	/**
	 * Keeps a copy of the findings.
	 */
	public PoolAdvice {
		findings = List.copyOf(findings);
	}

	/**
	 * Returns whether there is anything to say.
	 * @return whether there is neither a number nor a finding
	 */
	public boolean isEmpty() {
		return this.maxConnections == null && this.findings.isEmpty();
	}

}
