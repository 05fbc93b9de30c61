package io.github.httppool.e2e;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters, as a monitoring system reads them, after ten calls one after the other.
 */
class MetricsTests {

	private static final int CALLS = 10;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private TestApplication application;

	@BeforeEach
	void call() {
		NettyServer server = this.endToEnd.nettyServer();
		this.application = this.endToEnd.webApplication("httppool.pool.max-connections=7");
		for (int i = 0; i < CALLS; i++) {
			assertThat(CallsUnderWay.get(this.application.restClient(), server.url("/ok"))).isEqualTo("ok");
		}
		EndToEnd.eventually("idle", () -> assertThat(this.application.pool().snapshot().idle()).isOne());
	}

	@ParameterizedTest
	@CsvSource({ "httppool.connections, &tag=state:idle, VALUE, 1", "httppool.connections, &tag=state:active, VALUE, 0",
			"httppool.connections.max, '', VALUE, 7", "httppool.connections.utilization, '', VALUE, 0",
			"httppool.pending, '', VALUE, 0", "httppool.pending.max, '', VALUE, 1000",
			"httppool.acquire, &tag=outcome:new, COUNT, 1", "httppool.acquire, &tag=outcome:reused, COUNT, 9",
			"httppool.acquire, &tag=outcome:timeout, COUNT, 0", "httppool.connections.creation, '', COUNT, 1",
			"httppool.connections.usage, '', COUNT, 10", "httppool.connections.closed, '', COUNT, 0",
			"httppool.rejected, '', COUNT, 0" })
	void meterOfThePoolSaysWhatHappened(String meter, String tag, String statistic, double value) {
		JsonNode metric = this.application.actuator()
			.get("/actuator/metrics/%s?tag=pool:default%s".formatted(meter, tag))
			.json();
		assertThat(metric.required("measurements").values().stream())
			.filteredOn((measurement) -> measurement.required("statistic").asString().equals(statistic))
			.singleElement()
			.satisfies((measurement) -> assertThat(measurement.required("value").asDouble()).isEqualTo(value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool_connections{pool=\"default\",state=\"idle\"} 1.0",
			"httppool_connections_max{pool=\"default\"} 7.0",
			"httppool_acquire_seconds_count{outcome=\"reused\",pool=\"default\"} 9",
			"httppool_acquire_seconds_bucket{outcome=\"reused\",pool=\"default\",le=\"+Inf\"} 9",
			"httppool_connections_closed_total{pool=\"default\",reason=\"IDLE_TIMEOUT\"} 0.0" })
	void prometheusReads(String line) {
		assertThat(this.application.actuator().get("/actuator/prometheus").body()).contains(line);
	}

	@Test
	void everyMeterHasATagThatNamesThePool() {
		assertThat(this.application.actuator().get("/actuator/prometheus").body().lines())
			.filteredOn((line) -> line.startsWith("httppool_"))
			.hasSizeGreaterThan(10)
			.allSatisfy((line) -> assertThat(line).contains("pool=\"default\""));
	}

}
