package io.github.httppool.boot;

import java.io.IOException;
import java.time.Duration;

import io.github.httppool.CallTimeoutException;
import io.github.httppool.HttpPoolException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever keeps a call from ending, its limit ends it, with an exception that says so,
 * and nothing of it is left: for all clients.
 */
@Timeout(60)
class HinderedCallsTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	@ParameterizedTest
	@EnumSource
	void whenSomethingKeepsACallFromEndingThenItsLimitEndsIt(Hindrance hindrance) throws IOException {
		try (HinderedCalls calls = HinderedCalls.within(LIMIT, hindrance)) {
			for (CallEnding ending : calls.endings()) {
				assertThatLimitEnded(ending, calls.named(hindrance.words()));
			}
		}
	}

	private static void assertThatLimitEnded(CallEnding ending, String words) {
		Hindrance hindrance = ending.hindrance();
		IOException failure = ending.failure(hindrance.type());
		assertThat(failure).as(ending::toString)
			.hasMessageContaining(words.replace("LIMIT", String.valueOf(LIMIT.toMillis())));
		if (failure instanceof HttpPoolException) {
			assertThat(failure).as(ending::toString).hasMessageContaining("pool 'default'");
		}
		if (failure instanceof CallTimeoutException timeout) {
			assertThat(timeout.phase()).as(ending::toString).isEqualTo(hindrance.phase());
			assertThat(timeout.elapsed()).as(ending::toString).isBetween(LIMIT, ending.elapsed());
		}
	}

}
