package io.github.httppool.autoconfigure;

import java.util.Map;

import io.github.httppool.HttpPools;
import io.github.httppool.StubHttpPools;
import io.github.httppool.SummaryLevel;
import io.github.httppool.actuate.AdviceDescriptor;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pools at the {@code health} endpoint.
 */
class HttpPoolHealthAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(HttpPoolHealthAutoConfiguration.class, HealthContributorAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class));

	@Test
	void everyPoolIsAComponentAndUp() {
		withPools().withPropertyValues("management.endpoint.health.show-details=always").run((context) -> {
			CompositeHealthDescriptor pools = (CompositeHealthDescriptor) context.getBean(HealthEndpoint.class)
				.healthForPath("httppool");
			assertThat(pools.getStatus()).isEqualTo(Status.UP);
			assertThat(pools.getComponents()).containsOnlyKeys("default", "payment");
			Map<String, Object> details = details(context, "httppool", "payment");
			assertThat(details).containsEntry("summary", "1 in use, 4 waiting")
				.containsEntry("level", SummaryLevel.WARNING)
				.containsEntry("state", "running")
				.containsEntry("pending", 4)
				.containsEntry("saturation", 0.08)
				.containsEntry("leaks", Map.of("suspected", 9L, "confirmed", 8L, "reclaimed", 7L));
			assertThat(details.get("advice")).asInstanceOf(InstanceOfAssertFactories.type(AdviceDescriptor.class))
				.returns(12, AdviceDescriptor::maxConnections);
		});
	}

	@Test
	void whenAPoolIsTakenOutOfUseThenTheApplicationIsNot() {
		withPools().run((context) -> {
			context.getBean(HttpPools.class).get("payment").drain();
			assertThat(details(context, "httppool", "payment")).containsEntry("state", "drained");
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void poolsCanBePartOfAGroup() {
		withPools()
			.withPropertyValues("management.endpoint.health.group.upstreams.include=httppool",
					"management.endpoint.health.group.upstreams.show-details=always")
			.run((context) -> assertThat(details(context, "upstreams", "httppool", "default")).containsEntry("pending",
					4));
	}

	@Test
	void healthIsNotThereIfSwitchedOff() {
		withPools().withPropertyValues("management.health.httppool.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CompositeHealthContributor.class));
	}

	@Test
	void healthIsNotThereWithoutPoolsOrWithoutItsModule() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(CompositeHealthContributor.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HttpPoolHealthAutoConfiguration.class))
			.withBean(HttpPools.class, () -> new StubHttpPools("default"))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("httppoolHealthContributor"));
	}

	private static Map<String, Object> details(AssertableApplicationContext context, String... path) {
		return ((IndicatedHealthDescriptor) context.getBean(HealthEndpoint.class).healthForPath(path)).getDetails();
	}

	private ApplicationContextRunner withPools() {
		return this.contextRunner.withBean(HttpPools.class, () -> new StubHttpPools("default", "payment"));
	}

}
