package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.HttpPools;
import io.github.httppool.StubHttpPools;
import io.github.httppool.actuate.HttpPoolInfoContributor;
import io.github.httppool.actuate.HttpPoolInfoContributor.LimitsDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pools at the {@code info} endpoint.
 */
class HttpPoolInfoAutoConfigurationTests {

	private static final String ENABLED = "management.info.httppool.enabled=true";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolInfoAutoConfiguration.class));

	@Test
	void poolsAndTheirLimitsAreToldIfSwitchedOn() {
		withPools().withPropertyValues(ENABLED).run((context) -> {
			Info.Builder info = new Info.Builder();
			context.getBean(HttpPoolInfoContributor.class).contribute(info);
			LimitsDescriptor limits = new LimitsDescriptor(50, 50, 0, 100, Duration.ofSeconds(30),
					Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(10));
			assertThat(info.build().getDetails()).containsExactly(Map.entry("httppool",
					Map.of("maxTotalConnections", 500, "pools", Map.of("default", limits, "payment", limits))));
		});
	}

	@Test
	void nothingIsToldByDefault() {
		withPools().run((context) -> assertThat(context).doesNotHaveBean(HttpPoolInfoContributor.class));
	}

	@Test
	void nothingIsToldWithoutPoolsOrWithoutActuator() {
		this.contextRunner.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).doesNotHaveBean(HttpPoolInfoContributor.class));
		withPools().withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("httpPoolInfoContributor"));
	}

	private ApplicationContextRunner withPools() {
		return this.contextRunner.withBean(HttpPools.class, () -> new StubHttpPools("default", "payment"));
	}

}
