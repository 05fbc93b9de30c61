package io.github.httppool.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.httppool.HttpPoolSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");

	private static final long UNLIMITED = Long.MAX_VALUE;

	private final RetryPolicy policy = new RetryPolicy(settings(3, 1.0));

	@ParameterizedTest
	@CsvSource({ "GET, , 3", "HEAD, , 3", "OPTIONS, , 3", "TRACE, , 3", "PUT, , 3", "DELETE, , 3", "POST, , 1",
			"PATCH, , 1", "CONNECT, , 1", "FOO, , 1", "get, , 1", "GET, 1, 1", "GET, 5, 5", "POST, 1, 1", "POST, 5, 5",
			"PATCH, 2, 2" })
	void whenMethodIsIdempotentOrTheCallAsksThenItMayBeRepeated(String method, Integer asked, int attempts) {
		assertThat(this.policy.maxAttempts(method, asked)).isEqualTo(attempts);
	}

	@Test
	void whenPoolRepeatsNothingThenACallMayAskForIt() {
		RetryPolicy off = new RetryPolicy(HttpPoolSettings.Retry.DEFAULT);
		assertThat(off.maxAttempts("GET", null)).isEqualTo(1);
		assertThat(off.maxAttempts("GET", 3)).isEqualTo(3);
	}

	@Test
	void whenStatusIsListedThenResponseIsGivenUp() {
		assertThat(List.of(429, 502, 503, 504)).allMatch(this.policy::covers);
		assertThat(List.of(200, 304, 400, 404, 408, 500, 501)).noneMatch(this.policy::covers);
	}

	@ParameterizedTest
	@CsvSource({ "1, 0, 100", "2, 0, 200", "3, 0, 400", "4, 0, 800", "5, 0, 1000", "200, 0, 1000", "1, 0.75, 25",
			"3, 0.75, 100", "5, 0.5, 500" })
	void whenJitterIsFullThenPauseIsAnythingUpToTheBackoff(int attempts, double chance, long millis) {
		assertThat(pause(attempts, null, UNLIMITED, chance)).isEqualTo(Duration.ofMillis(millis).toNanos());
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.9, 100", "0.5, 0.5, 75", "0.5, 0, 100" })
	void whenJitterIsLessThenPauseIsAtLeastTheRest(double jitter, double chance, long millis) {
		RetryPolicy steady = new RetryPolicy(settings(3, jitter));
		assertThat(steady.pauseNanos(1, null, NOW, UNLIMITED, chance)).isEqualTo(Duration.ofMillis(millis).toNanos());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			7                              | 7000
			 7                             | 7000
			60                             | 60000
			0                              | 100
			Sun, 06 Nov 1994 08:49:39 GMT  | 2000
			Sunday, 06-Nov-94 08:49:39 GMT | 2000
			Sun Nov  6 08:49:39 1994       | 2000
			Sun, 06 Nov 1994 08:49:30 GMT  | 100
			soon                           | 100
			-1                             | 100
			1.5                            | 100
			''                             | 100
			""")
	void whenServerAsksForAPauseThenItIsAtLeastThat(String retryAfter, long millis) {
		Instant now = retryAfter.contains("-Nov-") ? NOW.plus(Duration.ofDays(36525)) : NOW;
		assertThat(this.policy.pauseNanos(1, retryAfter, now, UNLIMITED, 0))
			.isEqualTo(Duration.ofMillis(millis).toNanos());
	}

	@ParameterizedTest
	@ValueSource(strings = { "61", "9999999999999999999999", "Sun, 06 Nov 1994 08:51:00 GMT",
			"Sat, 06 Nov 2094 08:49:37 GMT" })
	void whenServerAsksForMoreThanAMinuteThenThereIsNoOtherAttempt(String retryAfter) {
		assertThat(pause(1, retryAfter, UNLIMITED, 0)).isEqualTo(RetryPolicy.NEVER);
	}

	@Test
	void whenThePauseEndsAfterTheDeadlineThenThereIsNoOtherAttempt() {
		long second = Duration.ofSeconds(1).toNanos();
		assertThat(pause(1, "1", second + 1, 0)).isEqualTo(second);
		assertThat(pause(1, "1", second, 0)).isEqualTo(RetryPolicy.NEVER);
		assertThat(pause(1, null, Duration.ofMillis(100).toNanos(), 0)).isEqualTo(RetryPolicy.NEVER);
		assertThat(pause(1, null, 0, 0.999)).isEqualTo(RetryPolicy.NEVER);
	}

	private long pause(int attempts, String retryAfter, long nanosLeft, double chance) {
		return this.policy.pauseNanos(attempts, retryAfter, NOW, nanosLeft, chance);
	}

	private static HttpPoolSettings.Retry settings(int maxAttempts, double jitter) {
		return new HttpPoolSettings.Retry(maxAttempts, Duration.ofMillis(100), Duration.ofSeconds(1), jitter,
				List.of(502, 503, 504, 429), 0.2, 3);
	}

}
