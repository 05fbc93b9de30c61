package io.github.httppool.leak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of one place.
 */
class LeakingPlaceTests {

	private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");

	@Test
	void whenLeakIsSeenAgainThenTheLastTimeAndRequestCount() {
		LeakingPlace place = new LeakingPlace(leak("GET /a", "site"));
		place.add(leak("GET /a", "site"), EARLY, LeakKind.CONFIRMED);
		place.add(leak("GET /b", "site"), LATE, LeakKind.CONFIRMED);
		assertThat(place.row()).isEqualTo(new LeakSite("site", LeakKind.CONFIRMED, 2, LATE));
		assertThat(lines(place)).singleElement().asString().startsWith("2 leaks from site (pool 'default', GET /b):");
	}

	@Test
	void whenPlaceIsARequestThenItIsNotNamedTwice() {
		LeakingPlace place = new LeakingPlace(leak("GET /a", null));
		place.add(leak("GET /a", null), EARLY, LeakKind.CONFIRMED);
		assertThat(lines(place)).singleElement().asString().startsWith("1 leak from GET /a (pool 'default'):");
	}

	@Test
	void whenNothingIsKnownOfTheCallThenThePlaceSaysSo() {
		LeakingPlace place = new LeakingPlace(leak(null, null));
		place.add(leak(null, null), EARLY, LeakKind.SUSPECTED);
		assertThat(place.row().callSite()).isEqualTo("unknown calls");
	}

	private static List<String> lines(LeakingPlace place) {
		List<String> lines = new ArrayList<>();
		place.addDueLine(lines, 0);
		return lines;
	}

	private static Leak leak(String request, String callSite) {
		return new Leak("default", "orders:80", 7, request, callSite, 1);
	}

}
