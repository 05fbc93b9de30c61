package io.github.httppool.pool;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which aspects of connections are shared.
 */
class KnownAspectsTests {

	private final KnownAspects known = new KnownAspects();

	@Test
	void whenAspectsAreEqualThenTheyAreShared() {
		Map<String, String> first = this.known.shared(aspects(1));
		Map<String, String> other = this.known.shared(aspects(2));
		assertThat(this.known.shared(aspects(1))).isSameAs(first);
		assertThat(this.known.shared(aspects(2))).isSameAs(other).isNotEqualTo(first);
	}

	@Test
	void whenThereAreManyThenTheOldestAreForgotten() {
		Map<String, String> first = this.known.shared(aspects(0));
		Map<String, String> second = this.known.shared(aspects(1));
		for (int i = 2; i <= KnownAspects.MAX_KNOWN; i++) {
			this.known.shared(aspects(i));
		}
		assertThat(this.known.shared(aspects(1))).isSameAs(second);
		assertThat(this.known.shared(aspects(0))).isNotSameAs(first).isEqualTo(first);
	}

	private static Map<String, String> aspects(int timeout) {
		return Map.of("connect timeout", Integer.toString(timeout), "proxy", "none");
	}

}
