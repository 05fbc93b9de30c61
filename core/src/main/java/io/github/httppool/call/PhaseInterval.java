package io.github.httppool.call;

import io.github.httppool.CallPhase;

/**
 * A time during which a call, or a connection being opened, was in one phase. Times are
 * those of {@link System#nanoTime()}.
 *
 * @param phase the phase
 * @param begin when it began
 * @param end when it ended, after its begin
 */
public record PhaseInterval(CallPhase phase, long begin, long end) {

	/**
	 * Returns how long it lasted.
	 * @return nanoseconds
	 */
	public long nanos() {
		return this.end - this.begin;
	}

}
