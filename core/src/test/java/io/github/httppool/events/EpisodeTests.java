package io.github.httppool.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EpisodeTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final Episode episode = new Episode(0);

	@Test
	void theFirstFourAreKept() {
		assertThat(this.episode.keepsNext(1)).isTrue();
		assertThat(this.episode.keepsNext(2)).isTrue();
		assertThat(this.episode.keepsNext(3)).isTrue();
		assertThat(this.episode.keepsNext(4)).isFalse();
	}

	@Test
	void whenItGoesOnThenOneIsKeptInWindowsThatGrow() {
		List<Long> kept = new ArrayList<>();
		for (long tenths = 1; tenths < 600; tenths++) {
			if (this.episode.keepsNext(tenths * SECOND / 10)) {
				kept.add(tenths);
			}
		}
		assertThat(kept).containsExactly(1L, 2L, 3L, 13L, 33L, 73L, 153L, 313L);
	}

	@Test
	void anHourOfItIsKeptInFewPlaces() {
		int kept = 0;
		for (long seconds = 1; seconds <= 3600; seconds++) {
			kept += this.episode.keepsNext(seconds * SECOND) ? 1 : 0;
		}
		assertThat(kept).isBetween(60, 75);
	}

	@Test
	void afterAMinuteOfQuietAnotherOneBegins() {
		for (int i = 0; i < 100; i++) {
			this.episode.keepsNext(i);
		}
		assertThat(this.episode.keepsNext(60 * SECOND)).as("still the same").isTrue();
		assertThat(this.episode.keepsNext(60 * SECOND + 1)).isFalse();
		long next = 121 * SECOND;
		assertThat(this.episode.keepsNext(next)).isTrue();
		assertThat(this.episode.keepsNext(next + 1)).isTrue();
	}

	@Test
	void timesMayOverflow() {
		Episode late = new Episode(Long.MAX_VALUE);
		assertThat(late.keepsNext(Long.MIN_VALUE)).isTrue();
		assertThat(late.keepsNext(Long.MIN_VALUE + 1)).isTrue();
		assertThat(late.keepsNext(Long.MIN_VALUE + 2)).isTrue();
		assertThat(late.keepsNext(Long.MIN_VALUE + 3)).isFalse();
	}

}
