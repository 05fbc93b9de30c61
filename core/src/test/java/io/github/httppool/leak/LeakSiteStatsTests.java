package io.github.httppool.leak;

import java.time.Duration;
import java.time.Instant;

import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of one place.
 */
class LeakSiteStatsTests {

	private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant LATE = Instant.parse("2026-01-02T00:00:00Z");

	@Test
	void whenLeakIsSeenAgainThenTheLastTimeAndRequestCount() {
		LeakSiteStats place = new LeakSiteStats(leak("GET /a", "site"));
		place.add(leak("GET /a", "site"), EARLY, LeakKind.CONFIRMED);
		place.add(leak("GET /b", "site"), LATE, LeakKind.CONFIRMED);
		assertThat(place.row()).isEqualTo(new LeakSite("site", LeakKind.CONFIRMED, 2, LATE));
		assertThat(place.line(0)).startsWith("2 leaks from site (pool 'default', GET /b):");
	}

	@Test
	void whenPlaceIsARequestThenItIsNotNamedTwice() {
		LeakSiteStats place = new LeakSiteStats(leak("GET /a", null));
		place.add(leak("GET /a", null), EARLY, LeakKind.CONFIRMED);
		assertThat(place.line(0)).startsWith("1 leak from GET /a (pool 'default'):");
	}

	@Test
	void whenNothingIsKnownOfTheCallThenThePlaceSaysSo() {
		LeakSiteStats place = new LeakSiteStats(leak(null, null));
		place.add(leak(null, null), EARLY, LeakKind.SUSPECTED);
		assertThat(place.row().callSite()).isEqualTo("unknown calls");
	}

	@Test
	void whenAllLeaksAreReclaimedThenThePlaceIs() {
		LeakSiteStats place = new LeakSiteStats(leak("GET /a", "site"));
		place.add(leak("GET /a", "site"), EARLY, LeakKind.SUSPECTED);
		place.add(leak("GET /a", "site"), LATE, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		assertThat(place.row()).isEqualTo(new LeakSite("site", LeakKind.RECLAIMED, 1, LATE));
	}

	@Test
	void whenSomeLeaksAreOnlyConfirmedThenThePlaceIsAndAllCount() {
		LeakSiteStats place = new LeakSiteStats(leak("GET /a", "site"));
		place.add(leak("GET /a", "site"), EARLY, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
		place.add(leak("GET /a", "site"), EARLY, LeakKind.CONFIRMED);
		place.add(leak("GET /a", "site"), LATE, LeakKind.CONFIRMED);
		assertThat(place.row()).isEqualTo(new LeakSite("site", LeakKind.CONFIRMED, 3, LATE));
	}

	@Test
	void whenALineWasTakenThenThereIsNoNewsUntilTheNextLeakAndNoneIsDueForAMinute() {
		LeakSiteStats place = new LeakSiteStats(leak("GET /a", "site"));
		assertThat(place.hasNews()).isFalse();
		place.add(leak("GET /a", "site"), EARLY, LeakKind.CONFIRMED);
		assertThat(place.hasNews()).isTrue();
		assertThat(place.isDue(0)).isTrue();
		place.line(0);
		assertThat(place.hasNews()).isFalse();
		place.add(leak("GET /a", "site"), LATE, LeakKind.CONFIRMED);
		assertThat(place.hasNews()).isTrue();
		assertThat(place.isDue(Duration.ofSeconds(60).toNanos() - 1)).isFalse();
		assertThat(place.isDue(Duration.ofSeconds(60).toNanos())).isTrue();
	}

	private static Leak leak(String request, String callSite) {
		return new Leak("default", "orders:80", 7, request, callSite, 1);
	}

}
