package io.github.httppool.e2e.container;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.DockerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Says in one line what is missing where the tests on containers must not be skipped.
 */
class DockerAvailabilityTests {

	@Test
	@EnabledIfEnvironmentVariable(named = DockerCondition.REQUIRED, matches = "true",
			disabledReason = "Docker may be missing here")
	void whenDockerIsRequiredThenItIsAvailable() {
		assertThat(DockerClientFactory.instance().isDockerAvailable())
			.as("Docker is available, as %s=true demands", DockerCondition.REQUIRED)
			.isTrue();
	}

}
