package io.github.httppool.boot;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WrittenDuration}.
 */
class WrittenDurationTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0s", "PT-5S, -5s", "PT-0.001S, -1ms", "PT0.5S, 500ms", "PT90S, 90s", "PT2M, 2m", "PT24H, 1d",
			"PT0.0000005S, PT0.0000005S" })
	void whenATimeIsWrittenThenAsAPersonDoes(Duration duration, String written) {
		assertThat(WrittenDuration.of(duration)).isEqualTo(written);
	}

}
