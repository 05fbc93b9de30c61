package io.github.httppool.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;

import io.github.httppool.e2e.Actuator.PoolFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application as Spring's ahead-of-time processing has prepared it, in a JVM
 * of its own.
 */
@Timeout(300)
class AheadOfTimeTests {

	@Test
	void whenProcessedAheadOfTimeThenEveryPoolHasItsCalls() throws IOException {
		try (SampleProcess sample = SampleProcess.start()) {
			Actuator actuator = sample.actuator();
			EndToEnd.within(Duration.ofSeconds(30), "calls of each flow", () -> assertThat(flows(actuator)).hasSize(7)
				.allSatisfy((flow) -> assertThat(flow.at("/calls/ok").asLong()).isPositive()));
			assertThat(actuator.httppool().required("pools").values()).hasSize(3)
				.allSatisfy((pool) -> assertThat(new PoolFigures(pool).acquired()).isPositive());
			assertThat(actuator.httppool().required("outsidePool").values()).isEmpty();
			assertThat(sample.output()).contains("Starting AOT-processed SampleApplication");
		}
	}

	private static Collection<JsonNode> flows(Actuator actuator) {
		return actuator.get("/traffic").json().required("flows").values();
	}

	@Test
	void whenAPropertyIsBadThenTheStartStopsAndNamesIt() throws IOException {
		String property = "httppool.clients.payment.pool.max-connections";
		try (SampleProcess sample = SampleProcess.start("--" + property + "=0")) {
			assertThat(sample.exitCode()).isOne();
			assertThat(sample.output()).contains("APPLICATION FAILED TO START", property, "Starting AOT-processed");
		}
	}

}
