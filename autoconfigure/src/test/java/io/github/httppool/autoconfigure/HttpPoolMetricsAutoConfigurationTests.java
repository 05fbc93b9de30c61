package io.github.httppool.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StubHttpPools;
import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.metrics.HttpPoolMeterBinder;
import io.github.httppool.metrics.HttpPoolMeterRecorder;
import io.github.httppool.metrics.MeterNaming;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

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

	/**
	 * Spring Boot applies these properties to whatever a meter asks for itself.
	 */
	@Test
	void bucketsAreThoseOfTheProperty() {
		withMetrics().withPropertyValues("management.metrics.distribution.slo.httppool.acquire=10ms,1s")
			.run((context) -> {
				context.getBean(HttpPoolListener.class)
					.acquired(new Acquired("default", "localhost:80", 1, AcquireOutcome.REUSED, 1));
				assertThat(context.getBean(MeterRegistry.class)
					.get("httppool.acquire")
					.tag("outcome", "reused")
					.timer()
					.takeSnapshot()
					.histogramCounts()).extracting((bucket) -> bucket.bucket(TimeUnit.MILLISECONDS))
					.containsExactly(10.0, 1000.0);
			});
	}

	@Test
	void namesAreThoseOfTheProperty() {
		withMetrics().withBean(HttpPoolProperties.class, () -> {
			HttpPoolProperties properties = new HttpPoolProperties();
			properties.getMetrics().setNaming(MeterNaming.OTEL);
			return properties;
		}).run((context) -> {
			context.getBean(HttpPoolListener.class).acquired(new Acquired("default", "a:80", 1, AcquireOutcome.NEW, 1));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("http.client.open_connections").gauges()).isNotEmpty();
			assertThat(registry.find("httppool.host.connections").gauges()).isEmpty();
		});
	}

	/**
	 * The last connections are closed with the pools, and counted before the meters are
	 * removed. Spring Boot would close the registry before that.
	 */
	@Test
	@Timeout(60)
	void whenTheContextIsClosedThenItsMetersAreRemovedAfterTheLastConnections() throws IOException {
		SimpleMeterRegistry outlives = new SimpleMeterRegistry();
		List<Double> closed = new CopyOnWriteArrayList<>();
		outlives.config().onMeterRemoved((meter) -> {
			if (meter instanceof Counter counter && meter.getId().getName().equals("httppool.connections.closed")) {
				closed.add(counter.count());
			}
		});
		try (RawServer server = new RawServer().answering(RawServer.ok("ok"))) {
			new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
				.withConfiguration(AutoConfigurations.of(HttpPoolMetricsAutoConfiguration.class))
				.withBean(MeterRegistry.class, () -> outlives, (definition) -> definition.setDestroyMethodName(""))
				.run((context) -> {
					context.getBean(HttpPoolMeterBinder.class).bindTo(outlives);
					assertThat(context.getBean("httpPoolWebClient", WebClient.class)
						.get()
						.uri(server.uri("/"))
						.retrieve()
						.bodyToMono(String.class)
						.block()).isEqualTo("ok");
					assertThat(outlives.get("httppool.host.connections").gauges()).isNotEmpty();
					assertThat(closed).isEmpty();
				});
		}
		assertThat(outlives.getMeters()).isEmpty();
		assertThat(closed).contains(1.0);
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
