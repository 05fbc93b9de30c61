package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.httppool.text.DurationInWords;

/**
 * Says what dials are waiting for, for how long and for whom.
 */
final class ConnectAttemptsInWords {

	private ConnectAttemptsInWords() {
	}

	/**
	 * Returns the phases of the dials, with address and time of the oldest dial in each.
	 * @param dials the dials, oldest first, at least one
	 * @param now the time, in nanoseconds
	 * @return as in {@code 2 connecting: TLS handshake with 10.0.0.7:443 for 1.9 s}
	 */
	static String of(List<DialProgress> dials, long now) {
		Map<DialPhase, List<DialProgress>> phases = new EnumMap<>(DialPhase.class);
		dials.forEach((dial) -> phases.computeIfAbsent(dial.phase(), (phase) -> new ArrayList<>()).add(dial));
		return dials.size() + " connecting: "
				+ phases.values()
					.stream()
					.map((alike) -> ((phases.size() > 1) ? alike.size() + " " : "") + describe(alike.get(0), now))
					.collect(Collectors.joining(", "));
	}

	private static String describe(DialProgress dial, long now) {
		return "%s %s for %s".formatted(dial.phase().words(), dial.target(), DurationInWords.of(now - dial.since()));
	}

}
