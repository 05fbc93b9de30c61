package io.github.httppool.e2e.monitoring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Says in one line what is missing where the tests with Prometheus must not be skipped.
 */
class PrometheusAvailabilityTests {

	@Test
	@EnabledIfEnvironmentVariable(named = PrometheusCondition.REQUIRED, matches = "true",
			disabledReason = "Prometheus may be missing here")
	void whenPrometheusIsRequiredThenItIsInstalled() {
		assertThat(PrometheusCondition.missing())
			.as("programs that are not installed, though %s=true", PrometheusCondition.REQUIRED)
			.isEmpty();
	}

}
