package io.github.httppool.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CountedTests {

	@Test
	void whenThereIsOneThenTheNounIsSingular() {
		assertThat(Counted.of(1, "call")).isEqualTo("1 call");
	}

	@Test
	void whenThereAreNoneOrSeveralThenTheNounIsPlural() {
		assertThat(Counted.of(0, "call")).isEqualTo("0 calls");
		assertThat(Counted.of(2, "other host")).isEqualTo("2 other hosts");
	}

}
