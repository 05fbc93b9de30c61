package io.github.httppool.benchmarks.floor;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class WrkResultTests {

	@Test
	void readsWhatTheScriptPrintsAfterTheLinesForPeople() throws IOException {
		WrkResult result = WrkResult
			.parse(List.of("Running 1s test @ http://127.0.0.1:8080/answer", "  1 threads and 32 connections",
					"Requests/sec:  79069.09", "requests 1000", "errors 0", "latency 200 990", "latency 3000 15"));
		assertThat(result.requests()).isEqualTo(1000);
		assertThat(result.latencies().getTotalCount()).isEqualTo(1005);
		assertThat(result.latencies().getValueAtPercentile(50)).isCloseTo(200_000L, within(200L));
		assertThat(result.latencies().getValueAtPercentile(99)).isCloseTo(3_000_000L, within(3000L));
	}

	@Test
	void failsIfARequestFailed() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> WrkResult.parse(List.of("requests 1000", "errors 2 (status 2)", "latency 200 998")))
			.withMessage("2 requests of wrk failed: errors 2 (status 2)");
	}

	@Test
	void failsIfNothingWasMeasured() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> WrkResult.parse(List.of("unable to connect to 127.0.0.1:1 Connection refused")))
			.withMessageContaining("Connection refused");
	}

}
