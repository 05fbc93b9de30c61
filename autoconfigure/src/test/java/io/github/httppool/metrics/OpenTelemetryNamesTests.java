package io.github.httppool.metrics;

import java.util.concurrent.TimeUnit;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.Closed;
import io.github.httppool.HttpPools;
import io.github.httppool.ProcessFigures;
import io.github.httppool.StubHttpPools;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters that OpenTelemetry's semantic conventions name, with their attributes.
 */
class OpenTelemetryNamesTests {

	private static final String POOL = "payment";

	private static final String STUB_HOST = "127.0.0.1:8081";

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	/** Meters reference it weakly. */
	private final HttpPools pools = new StubHttpPools(POOL);

	private final HttpPoolMeterRecorder recorder = new HttpPoolMeterRecorder(3, MeterNaming.OTEL);

	@BeforeEach
	void bind() {
		new HttpPoolMeterBinder(this.pools, this.recorder, ProcessFigures.UNKNOWN).bindTo(this.registry);
	}

	/** The stub has one active connection, two idle ones, and three that are opened. */
	@ParameterizedTest
	@CsvSource({ "active, 1", "idle, 2" })
	void openConnectionsAreActiveOrIdle(String state, double expected) {
		heardOf(STUB_HOST);
		assertThat(meter("http.client.open_connections", "127.0.0.1", "8081").tag("http.connection.state", state)
			.gauge()
			.value()).isEqualTo(expected);
		assertThat(this.registry.get("http.client.open_connections").gauges()).hasSize(2);
	}

	/** The stub has four callers that wait. */
	@Test
	void requestsAreActiveWhileTheyHaveAConnectionOrWaitForOne() {
		heardOf(STUB_HOST);
		assertThat(meter("http.client.active_requests", "127.0.0.1", "8081").gauge().value()).isEqualTo(1 + 4);
	}

	@Test
	void durationOfConnectionsIsInSecondsWithTheBucketsOfTheConventions() {
		this.recorder
			.closed(new Closed(POOL, STUB_HOST, 1, CloseReason.EVICTED, TimeUnit.MILLISECONDS.toNanos(1500), 1));
		DistributionSummary summary = meter("http.client.connection.duration", "127.0.0.1", "8081").summary();
		assertThat(summary.totalAmount()).isEqualTo(1.5);
		assertThat(summary.takeSnapshot().histogramCounts()).extracting(CountAtBucket::bucket)
			.containsExactly(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);
	}

	@ParameterizedTest
	@CsvSource({ "api.example:443, api.example, 443", "[::1]:8080, ::1, 8080", "a\\nb:80, a\\nb, 80",
			"/run/api.sock, /run/api.sock, 0" })
	void addressAndPortHaveATagEach(String host, String address, String port) {
		heardOf(host);
		assertThat(meter("http.client.active_requests", address, port).gauges()).hasSize(1);
	}

	@Test
	void hostsAreBounded() {
		for (int i = 0; i < 50; i++) {
			this.recorder.closed(new Closed(POOL, "host-" + i + ":80", i, CloseReason.EVICTED, 1, 1));
		}
		assertThat(this.registry.get("http.client.connection.duration").summaries()).hasSize(3 + 1);
		assertThat(meter("http.client.connection.duration", "other", "0").summary().count()).isEqualTo(50 - 3);
	}

	/**
	 * Prometheus would append a unit that is not a part of the name.
	 */
	@Test
	void namesInPrometheusAreThoseThatOpenTelemetryExports() {
		heardOf(STUB_HOST);
		assertThat(this.registry.scrape()).contains(
				"http_client_open_connections{http_connection_state=\"idle\",pool=\"payment\",server_address=\"127.0.0.1\",server_port=\"8081\"}",
				"http_client_active_requests{pool=\"payment\"", "http_client_connection_duration_seconds_bucket{pool=");
	}

	private void heardOf(String host) {
		this.recorder.acquired(new Acquired(POOL, host, 1, AcquireOutcome.NEW, 1));
	}

	private RequiredSearch meter(String name, String address, String port) {
		return this.registry.get(name).tags("pool", POOL, "server.address", address, "server.port", port);
	}

}
