package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyWarnings}.
 */
class PropertyWarningsTests {

	private static final Duration PHASE = Duration.ofSeconds(30);

	private static final OptionalLong DESCRIPTORS = OptionalLong.of(20_000);

	private final HttpPoolProperties properties = new HttpPoolProperties();

	@Test
	void whenNothingIsSetThenThereIsNoWarning() {
		assertThat(warnings(PHASE, DESCRIPTORS)).isEmpty();
	}

	@Test
	void whenReclaimAfterIsSetButNotReclaimedByAgeThenWarns() {
		assertThat(warnings("httppool.leak-detection.reclaim-after=5m")).containsExactly(
				"httppool.leak-detection.reclaim-after is 5m, but has no effect: it takes httppool.leak-detection.reclaim"
						+ " to be 'after'");
	}

	@Test
	void whenClientDoesNotReclaimByInheritedAgeThenItsPropertyIsNamed() {
		assertThat(warnings("httppool.leak-detection.reclaim=after", "httppool.leak-detection.reclaim-after=5m",
				"httppool.clients.payment.leak-detection.reclaim=off"))
			.containsExactly("httppool.leak-detection.reclaim-after is 5m, but has no effect: it takes"
					+ " httppool.clients.payment.leak-detection.reclaim to be 'after'");
	}

	@Test
	void whenReclaimedByAgeThenThereIsNoWarning() {
		assertThat(warnings("httppool.leak-detection.reclaim=after", "httppool.leak-detection.reclaim-after=5m"))
			.isEmpty();
	}

	@Test
	void whenPropertyIsUnknownThenWarns() {
		assertThat(warnings("httppool.pol.max-connections=5")).singleElement()
			.asString()
			.startsWith("httppool.pol.max-connections (")
			.endsWith(") is not known: did you mean httppool.pool?");
	}

	@Test
	void whenDrainTakesAsLongAsShutdownPhaseThenThereIsNoWarning() {
		this.properties.getShutdown().setDrainTimeout(PHASE);
		assertThat(warnings(PHASE, DESCRIPTORS)).isEmpty();
	}

	@Test
	void whenDrainTakesLongerThanShutdownPhaseThenWarns() {
		this.properties.getShutdown().setDrainTimeout(Duration.ofMinutes(1));
		assertThat(warnings(PHASE, DESCRIPTORS)).containsExactly("httppool.shutdown.drain-timeout is 1m,"
				+ " but spring.lifecycle.timeout-per-shutdown-phase ends the wait after 30s: calls that take longer are cut off");
	}

	@Test
	void whenShutdownPhaseIsSetThenThatCounts() {
		MockEnvironment environment = new MockEnvironment();
		EffectiveProperties effective = EffectiveProperties.of(this.properties, environment);
		environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "10s");
		assertThat(PropertyWarnings.of(effective, environment))
			.anyMatch((warning) -> warning.contains("ends the wait after 10s"));
	}

	@Test
	void whenTotalIsAQuarterOfDescriptorsThenThereIsNoWarning() {
		assertThat(warnings(PHASE, OptionalLong.of(4000))).isEmpty();
	}

	@Test
	void whenTotalIsMoreThanAQuarterOfDescriptorsThenWarns() {
		assertThat(warnings(PHASE, OptionalLong.of(1024)))
			.containsExactly("httppool.max-total-connections is 1000, more than a quarter of the 1024 files and sockets"
					+ " this process may open: raise that limit (ulimit -n) or lower the property");
	}

	@Test
	void whenDescriptorsAreUnknownThenThereIsNoWarning() {
		assertThat(warnings(PHASE, OptionalLong.empty())).isEmpty();
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void whenSystemIsUnixThenDescriptorsAreKnown() {
		assertThat(FileDescriptors.limit()).isPresent();
	}

	private List<String> warnings(String... written) {
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(written).applyTo(environment);
		HttpPoolProperties bound = Binder.get(environment).bindOrCreate("httppool", HttpPoolProperties.class);
		return PropertyWarnings.of(EffectiveProperties.of(bound, environment), environment, PHASE, DESCRIPTORS);
	}

	private List<String> warnings(Duration shutdownPhase, OptionalLong descriptors) {
		EffectiveProperties effective = EffectiveProperties.of(this.properties, new MockEnvironment());
		return PropertyWarnings.of(effective, new MockEnvironment(), shutdownPhase, descriptors);
	}

}
