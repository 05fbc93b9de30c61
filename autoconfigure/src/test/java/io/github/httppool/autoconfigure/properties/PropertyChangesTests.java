package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.httppool.FleetFigures;
import io.github.httppool.FleetSnapshot;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyChanges}: what is said, and what holds, after Spring Cloud has
 * read the configuration again.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertyChangesTests {

	private final Map<String, Object> refreshed = new HashMap<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(PoolAutoConfigurations.all())
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("refreshed", this.refreshed)));

	@ParameterizedTest
	@CsvSource({ "httppool.timeouts.response, 3s, 10s, 3s", "httppool.pool.eviction-interval, 1s, 5s, 1s",
			"httppool.clients.payment.timeouts.response, 4000, 7s, 4s",
			"httppool.clients.payment.timeouts.connect, 1s, 2s, 1s", "httppool.enabled, false, true, false",
			"httppool.shutdown.drain-timeout, 5s, 20s, 5s", "httppool.max-total-connections, 500, 900, 500",
			"httppool.leak-detection.threshold, 2m, 1m, 2m", "httppool.pool.min-idle-connections, 9, 0, 9" })
	void whenAValueChangesThenARestartIsAskedFor(String name, String value, String from, String to,
			CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put(name, value);
			change.run();
			assertThat(output)
				.contains(name + " changed from " + from + " to " + to + ", which takes effect after a restart")
				.containsOnlyOnce("takes effect after a restart");
		});
	}

	@ParameterizedTest
	@CsvSource({ "httppool.pool.max-connections, 20, 200, 20", "httppool.pool.max-requests-per-connection, 9, none, 9",
			"httppool.clients.payment.pool.max-connections, 7, 200, 7", "httppool.timeouts.acquire, 1s, 2s, 1s",
			"httppool.pool.leasing, fifo, LIFO, FIFO", "httppool.fleet.replicas, 3, 1, 3",
			"httppool.pool.max-streaming-connections, 6, none, 6" })
	void whenALimitChangesThenItIsInForceAtOnceAndSaidOnce(String name, String value, String from, String to,
			CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put(name, value);
			change.run();
			change.run();
			assertThat(output)
				.containsOnlyOnce(name + " changed from " + from + " to " + to + ", which is in force now")
				.doesNotContain("restart", "may have");
		});
	}

	@Test
	void whenLimitsChangeThenThePoolsHaveThem() {
		run((context, change) -> {
			this.refreshed.put("httppool.pool.max-connections", "20");
			this.refreshed.put("httppool.pool.max-idle-time", "7s");
			this.refreshed.put("httppool.timeouts.acquire", "1s");
			this.refreshed.put("httppool.timeouts.dns", "1s");
			this.refreshed.put("httppool.clients.payment.pool.max-connections", "3");
			change.run();
			HttpPoolSettings shared = settings(context, "default");
			assertThat(shared.pool().maxConnections()).isEqualTo(20);
			assertThat(shared.pool().maxIdleConnections()).isEqualTo(20);
			assertThat(shared.pool().maxIdleTime()).isEqualTo(Duration.ofSeconds(7));
			assertThat(shared.timeouts().acquire()).isEqualTo(Duration.ofSeconds(1));
			assertThat(shared.timeouts().dns()).isEqualTo(Duration.ofSeconds(2));
			assertThat(settings(context, "payment").pool().maxConnections()).isEqualTo(3);
		});
	}

	@Test
	void whenAnotherPropertyChangesThenAResizedPoolKeepsItsSize() {
		run((context, change) -> {
			context.getBean(HttpPools.class).get("default").resize(7);
			this.refreshed.put("httppool.pool.max-idle-time", "7s");
			change.run();
			assertThat(settings(context, "default").pool().maxConnections()).isEqualTo(7);
			this.refreshed.put("httppool.pool.max-connections", "9");
			change.run();
			assertThat(settings(context, "default").pool().maxConnections()).isEqualTo(9);
		});
	}

	@Test
	void whenALimitFitsOnlyAfterARestartThenAllStayAsTheyAre(CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put("httppool.max-total-connections", "2000");
			this.refreshed.put("httppool.pool.max-connections", "1500");
			this.refreshed.put("httppool.clients.payment.pool.max-connections", "3");
			change.run();
			change.run();
			assertThat(output)
				.containsOnlyOnce("Changed limits are not in force yet: pool 'default' would have 1500 "
						+ "connections per host, and httppool.max-total-connections is 900 until a restart")
				.containsOnlyOnce(
						"payment.pool.max-connections changed from 200 to 3, which takes effect after a restart")
				.containsOnlyOnce("httppool.max-total-connections changed from 900 to 2000, which takes effect after");
			assertThat(settings(context, "default").pool().maxConnections()).isEqualTo(200);
			assertThat(settings(context, "payment").pool().maxConnections()).isEqualTo(200);
		});
	}

	@Test
	void whenALimitWasInForceBeforeOneThatFitsOnlyAfterARestartThenItIsNoChange(CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put("httppool.clients.payment.pool.max-connections", "3");
			change.run();
			this.refreshed.put("httppool.max-total-connections", "2000");
			this.refreshed.put("httppool.pool.max-connections", "1500");
			change.run();
			assertThat(output).containsOnlyOnce("payment.pool.max-connections changed from 200 to 3")
				.contains("httppool.pool.max-connections changed from 200 to 1500, which takes effect after a restart");
			assertThat(settings(context, "payment").pool().maxConnections()).isEqualTo(3);
		});
	}

	@Test
	void whenALimitChangesThenAllOtherSettingsRemain() {
		this.refreshed.put("httppool.access-log.enabled", "true");
		run((context, change) -> {
			HttpPoolSettings before = settings(context, "default");
			this.refreshed.put("httppool.pool.max-connections", "20");
			change.run();
			assertThat(settings(context, "default")).isEqualTo(before.withMaxConnections(20));
			assertThat(before.accessLog().enabled()).isTrue();
		});
	}

	@Test
	void whenAReplicaCountIsConfiguredThenALimitOfTheFleetIsDividedByIt() {
		run((context, change) -> {
			this.refreshed.put("httppool.clients.payment.pool.fleet-max-connections", "100");
			change.run();
			assertThat(settings(context, "payment").pool().maxConnections()).isEqualTo(100);
			this.refreshed.put("httppool.fleet.replicas", "3");
			change.run();
			assertThat(settings(context, "payment").pool().maxConnections()).isEqualTo(33);
			assertThat(settings(context, "default").pool().maxConnections()).isEqualTo(200);
			assertThat(context.getBean(FleetFigures.class).of("payment")).hasValue(new FleetSnapshot(3, false, 100));
			assertThat(context.getBean(FleetFigures.class).of("default")).isEmpty();
		});
	}

	private static HttpPoolSettings settings(AssertableApplicationContext context, String pool) {
		return context.getBean(HttpPools.class).get(pool).settings();
	}

	@Test
	void whenAValueOfAClientIsSpelledOtherwiseThenItsNameIsTheClients(CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put("httppool.clients.PAYMENT.timeouts.response", "3s");
			change.run();
			assertThat(output).contains("httppool.clients.payment.timeouts.response changed from 7s to 3s");
		});
	}

	@Test
	void whenAPlaceholderChangesThenThePropertyIsNamed(CapturedOutput output) {
		this.refreshed.put("limit", "5");
		this.refreshed.put("httppool.pool.max-connections", "${limit}");
		run((context, change) -> {
			this.refreshed.put("limit", "6");
			change.run();
			assertThat(output).contains("httppool.pool.max-connections changed from 5 to 6,");
		});
	}

	@Test
	void whenAClientIsAddedThenARestartIsAskedFor(CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put("httppool.clients.stock.base-url", "http://stock.example");
			change.run();
			assertThat(output).contains("httppool.clients.stock was added, which takes effect after a restart")
				.doesNotContain("base-url changed");
		});
	}

	@Test
	void whenAClientIsRemovedThenARestartIsAskedFor(CapturedOutput output) {
		this.refreshed.put("httppool.clients.stock.base-url", "http://stock.example");
		run((context, change) -> {
			this.refreshed.clear();
			change.run();
			assertThat(output).contains("httppool.clients.stock was removed, which takes effect after a restart");
		});
	}

	@Test
	void whenNothingChangesThenNothingIsSaid(CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put("some.other", "value");
			this.refreshed.put("httppool.max-total-connections", "00900");
			this.refreshed.put("httppool.clients.payment.timeouts.response", "7000ms");
			change.run();
			assertThat(output).doesNotContain("takes effect", "restart");
		});
	}

	@Test
	void whenTheEventIsRepeatedThenAChangeIsSaidOnce(CapturedOutput output) {
		run((context, change) -> {
			this.refreshed.put("httppool.timeouts.response", "3s");
			change.run();
			this.refreshed.put("httppool.timeouts.dns", "1s");
			change.run();
			this.refreshed.put("httppool.pool.max-connections", "-5");
			change.run();
			change.run();
			this.refreshed.remove("httppool.pool.max-connections");
			change.run();
			assertThat(output).containsOnlyOnce("httppool.timeouts.response changed")
				.containsOnlyOnce("httppool.timeouts.dns changed")
				.containsOnlyOnce("httppool.pool.max-connections is -5");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			httppool.pool.max-connections           | -5   | must be 1 or more
			httppool.timeouts.response              | -10s | must be from 1ms to 24d
			httppool.clients.payment.pool.leasing   | foo  | must be one of lifo, fifo
			httppool.pool.max-connections           | ten  | must be a whole number
			httppool.pool.max-connections           | 901  | must not be more than httppool.max-total-connections
			httppool.enabled                       | on!  | must be true or false
			httppool.pool.max-life-time-jitter     | much | must be a number
			httppool.timeouts.acquire              | soon | must be a time, such as 500ms, 2s or 10m
			httppool.timeouts                       | 10s  | must have its settings below it
			""")
	void whenAValueIsNotAllowedThenItIsRefused(String name, String value, String allowed, CapturedOutput output) {
		run((context, change) -> {
			int before = context.getBean(HttpPools.class).get("default").settings().pool().maxConnections();
			this.refreshed.put(name, value);
			change.run();
			assertThat(output).containsPattern("ERROR.*PropertyChanges.*")
				.contains(name + " is " + value + " (\"" + name + "\" from property source \"refreshed\"), but "
						+ allowed)
				.contains("the pools keep the values they run with, and a restart would fail");
			assertThat(context.getBean(HttpPools.class).get("default").settings().pool().maxConnections())
				.isEqualTo(before);
		});
	}

	@Test
	void whenTheBeanIsBoundAgainThenNothingThatRunsHasItsValues() {
		run((context, change) -> {
			EffectiveProperties running = context.getBean(EffectiveProperties.class);
			Map<String, EffectivePool> pools = Map.copyOf(running.pools());
			this.refreshed.put("httppool.pool.max-connections", "-5");
			this.refreshed.put("httppool.clients.payment.pool.max-connections", "-6");
			this.refreshed.put("httppool.shutdown.drain-timeout", "-7s");
			change.run();
			assertThat(context.getBean(HttpPoolProperties.class).getPool().getMaxConnections()).isEqualTo(-5);
			assertThat(context.getBean(EffectiveProperties.class)).isSameAs(running);
			assertThat(running.pools()).isEqualTo(pools);
			assertThat(context.getBean(HttpPools.class).get("payment").settings().pool().maxConnections())
				.isEqualTo(200);
			assertThat(context.getBean("paymentRestClient")).isNotNull();
			assertThat(context.getBean("paymentWebClient")).isNotNull();
		});
	}

	/**
	 * Publishes the event, and binds the bean again as Spring Cloud's listener to it
	 * does.
	 */
	private void run(BiConsumer<AssertableApplicationContext, Runnable> test) {
		this.runner
			.withPropertyValues("httppool.max-total-connections=900",
					"httppool.clients.payment.base-url=http://payment.example",
					"httppool.clients.payment.timeouts.response=7s")
			.run((context) -> test.accept(context, () -> {
				context.publishEvent(new EnvironmentChangeEvent(context, Set.copyOf(this.refreshed.keySet())));
				rebind(context);
			}));
	}

	private static void rebind(AssertableApplicationContext context) {
		String name = context.getBeanNamesForType(HttpPoolProperties.class)[0];
		HttpPoolProperties bean = context.getBean(HttpPoolProperties.class);
		AutowireCapableBeanFactory beans = context.getAutowireCapableBeanFactory();
		beans.destroyBean(bean);
		try {
			beans.initializeBean(bean, name);
		}
		catch (ConfigurationPropertiesBindException ex) {
			// Spring Cloud reports it.
		}
	}

}
