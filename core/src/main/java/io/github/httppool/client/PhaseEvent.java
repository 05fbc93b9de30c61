package io.github.httppool.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.github.httppool.CallPhase;
import io.micrometer.observation.Observation;

/**
 * The event of an observation that a phase of its call is over.
 *
 * @param phase the phase
 * @param begin when it began
 * @param lasted how long it lasted
 */
public record PhaseEvent(CallPhase phase, Instant begin, Duration lasted) implements Observation.Event {

	@Override
	public String getName() {
		return "httppool." + inWords();
	}

	@Override
	public String getContextualName() {
		return inWords() + " " + this.lasted.toMillis() + " ms";
	}

	/**
	 * Returns when the phase began.
	 * @return milliseconds since the epoch
	 */
	@Override
	public long getWallTime() {
		return this.begin.toEpochMilli();
	}

	private String inWords() {
		return this.phase.name().toLowerCase(Locale.ROOT);
	}

}
