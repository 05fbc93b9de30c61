package io.github.httppool.autoconfigure;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPools;
import io.github.httppool.StubHttpPools;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.metrics.HttpPoolMeterBinder;
import io.github.httppool.metrics.HttpPoolMeterRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class HttpPoolMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolMetricsAutoConfiguration.class))
		.withUserConfiguration(PoolsConfiguration.class);

	@Test
	void gaugesAndEventsGoToTheRegistry() {
		withMetrics().run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(HttpPoolListener.class)
				.acquired(new Acquired("default", "localhost:80", 1, AcquireOutcome.REUSED, 1));
			assertThat(registry.get("httppool.connections.max").gauge().value()).isEqualTo(50);
			assertThat(registry.get("httppool.acquire").tag("outcome", "reused").timer().count()).isOne();
		});
	}

	@Test
	void asManyHostsHaveATagAsThePropertySays() {
		withMetrics().withBean(HttpPoolProperties.class, () -> {
			HttpPoolProperties properties = new HttpPoolProperties();
			properties.getMetrics().setMaxHosts(1);
			return properties;
		}).run((context) -> {
			HttpPoolListener recorder = context.getBean(HttpPoolListener.class);
			recorder.acquired(new Acquired("default", "a:80", 1, AcquireOutcome.NEW, 1));
			recorder.acquired(new Acquired("default", "b:80", 2, AcquireOutcome.NEW, 1));
			assertThat(context.getBean(MeterRegistry.class).get("httppool.response.timeouts").counters())
				.extracting((counter) -> counter.getId().getTag("host"))
				.containsExactlyInAnyOrder("a:80", "other");
		});
	}

	@Test
	void registryMayUseThePools() {
		withMetrics().withUserConfiguration(RegistryOnPoolsConfiguration.class)
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).get("httppool.pending").gauge().value())
				.isEqualTo(4));
	}

	@Test
	void registryMayUseThePoolsWhenBeansAreLazy() {
		withMetrics().withUserConfiguration(RegistryOnPoolsConfiguration.class)
			.withPropertyValues("spring.main.lazy-initialization=true")
			.run((context) -> {
				context.getBean(HttpPools.class);
				assertThat(context.getBean(MeterRegistry.class).get("httppool.pending").gauge().value()).isEqualTo(4);
			});
	}

	@Test
	void thereIsNothingWithoutRegistry() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(HttpPoolListener.class)
			.doesNotHaveBean(HttpPoolMeterBinder.class));
	}

	@Test
	void thereIsNothingWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("httpPoolMeterRecorder"));
	}

	@Test
	void thereIsNothingWithoutPools() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HttpPoolMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HttpPoolMeterRecorder.class));
	}

	private ApplicationContextRunner withMetrics() {
		return this.contextRunner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));
	}

	/**
	 * Pools that are created with their listeners, as the real ones.
	 */
	@Configuration(proxyBeanMethods = false)
	static class PoolsConfiguration {

		@Bean
		HttpPools httpPools(ObjectProvider<HttpPoolListener> listeners) {
			listeners.orderedStream().toList();
			return new StubHttpPools("default");
		}

	}

	/**
	 * A registry that sends what it has through a pool.
	 */
	@Configuration(proxyBeanMethods = false)
	static class RegistryOnPoolsConfiguration {

		@Bean
		SimpleMeterRegistry pushingMeterRegistry(HttpPools pools) {
			assertThat(pools.names()).isNotEmpty();
			return new SimpleMeterRegistry();
		}

	}

}
