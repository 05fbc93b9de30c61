package io.github.httppool.metrics;

import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is registered is what {@link HttpPoolMeter} says, under each naming.
 */
class DeclaredMetersTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@ParameterizedTest
	@EnumSource
	void everyMeterOfANamingIsThereAndNoOther(MeterNaming naming) {
		EveryEvent.in(this.registry, naming);
		assertThat(this.registry.getMeters()).filteredOn((meter) -> meter.getId().getTag("le") == null)
			.extracting((meter) -> meter.getId().getName())
			.containsOnly(Stream.of(HttpPoolMeter.values())
				.filter((meter) -> meter.isIn(naming))
				.map(HttpPoolMeter::meterName)
				.toArray(String[]::new));
	}

	@ParameterizedTest
	@EnumSource
	void everyMeterHasTheTypeAndTheTagsThatAreDeclared(HttpPoolMeter meter) {
		EveryEvent.in(this.registry, MeterNaming.BOTH);
		assertThat(this.registry.get(meter.meterName()).meters()).extracting(Meter::getId).allSatisfy((id) -> {
			assertThat(id.getType()).isEqualTo(meter.type());
			assertThat(id.getBaseUnit()).isEqualTo((meter.type() == Meter.Type.TIMER) ? "seconds" : meter.baseUnit());
			assertThat(id.getDescription()).isEqualTo(meter.description());
			assertThat(id.getTags().stream().map(Tag::getKey)).containsExactlyInAnyOrderElementsOf(
					Stream.concat(Stream.of("pool"), meter.tagKeys().stream()).toList());
		});
	}

	/**
	 * The figures that the reference gives.
	 */
	@Test
	void aPoolHasFewSeriesInPrometheusAlthoughEverythingHasHappened() {
		long withoutHosts = seriesWithHosts(0);
		assertThat(withoutHosts).as("of a pool with one tag for all hosts").isLessThan(180);
		assertThat(seriesWithHosts(10) - withoutHosts).as("of ten hosts").isEqualTo(10 * 6);
	}

	private static long seriesWithHosts(int hosts) {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		EveryEvent.in(prometheus, MeterNaming.MICROMETER, hosts);
		return prometheus.scrape().lines().filter((line) -> !line.startsWith("#")).count();
	}

}
