package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.NetworkTransport;
import io.github.httppool.Leasing;
import io.github.httppool.NameResolver;
import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import io.github.httppool.Reclaim;
import io.github.httppool.WarmUp;
import io.github.httppool.boot.EventLoopCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EffectiveProperties}.
 */
class EffectivePropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(PropertiesConfiguration.class);

	@Test
	void whenNothingIsSetThenHasDefaults() {
		run((properties) -> {
			assertThat(properties.shared().settings()).isEqualTo(new HttpPoolSettings(
					new HttpPoolSettings.Pool(200, 200, 1000, 10_000, Duration.ofSeconds(30), Duration.ofMinutes(10),
							0.1, null, Duration.ofSeconds(5), Leasing.LIFO),
					new HttpPoolSettings.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2),
							Duration.ofSeconds(5), Duration.ofSeconds(10)),
					HttpPoolSettings.LeakDetection.DEFAULT));
			assertThat(properties.maxTotalConnections()).isEqualTo(1000);
			assertThat(properties.maxTotalIdleConnections()).isEqualTo(1000);
			assertThat(properties.eventLoops())
				.isEqualTo(new EventLoopCount(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), false));
			assertThat(properties.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
			assertThat(properties.eventsSize()).isEqualTo(512);
		});
	}

	@Test
	void whenNothingIsSetThenHasTheSettingsOfAPoolInPlainJava() {
		run((properties) -> assertThat(properties.shared().settings()).isEqualTo(HttpPoolSettings.DEFAULT));
	}

	@Test
	void whenEverythingIsSetThenHasThat() {
		HttpPoolSettings settings = new HttpPoolSettings(new HttpPoolSettings.Pool(11, 7, 5, 5, Duration.ofSeconds(13),
				Duration.ofSeconds(17), 0.25, 19, Duration.ofSeconds(23), Leasing.FIFO,
				new HttpPoolSettings.KeepAlive(false, false, Duration.ofMillis(61), true), 0, WarmUp.BACKGROUND, 3),
				new HttpPoolSettings.Timeouts(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3),
						Duration.ofMillis(4), Duration.ofMillis(5), Duration.ofMillis(6), Duration.ofMillis(7),
						new HttpPoolSettings.Total(Duration.ofMillis(8), true, 9), "X-Time-Left"),
				new HttpPoolSettings.LeakDetection(false, Duration.ofSeconds(29), Reclaim.AFTER, Duration.ofSeconds(31),
						37),
				new HttpPoolSettings.Retry(
						4, Duration.ofMillis(41), Duration.ofMillis(43), 0.5, List.of(500, 503), 0.75, 47),
				new HttpPoolSettings.Limits(53, 59),
				ProxySettings.through(ProxyServer.of("socks5://me:secret@proxy:1080").namedBy("httppool.proxy.url"),
						"a.example"),
				new HttpPoolSettings.Names(AddressUse.FIRST, NameResolver.JDK, Duration.ofSeconds(73),
						Duration.ofSeconds(67), Duration.ofSeconds(71), 4, List.of("svc.example", "example")),
				new HttpPoolSettings.AccessLog(true, 0.125));
		run((properties) -> assertThat(properties).isEqualTo(new EffectiveProperties(
				Map.of("default", new EffectivePool(settings, null, "tls", true, true)), 101, 97, EventLoopCount.of(3),
				NetworkTransport.NIO, Duration.ofSeconds(9), 103, FleetSettings.NONE)), "httppool.events.size=103",
				"httppool.access-log.enabled=true", "httppool.access-log.sampling=0.125",
				"httppool.max-total-connections=101", "httppool.max-total-idle-connections=97",
				"httppool.event-loops=3", "httppool.transport=nio", "httppool.shutdown.drain-timeout=9s",
				"httppool.pool.max-connections=11", "httppool.pool.max-streaming-connections=3",
				"httppool.pool.max-idle-connections=7", "httppool.pool.max-pending-acquires=5",
				"httppool.pool.max-idle-time=13s", "httppool.pool.max-life-time=17s",
				"httppool.pool.max-life-time-jitter=0.25", "httppool.pool.max-requests-per-connection=19",
				"httppool.pool.eviction-interval=23s", "httppool.pool.leasing=fifo",
				"httppool.pool.keep-alive.honor-server-hint=false", "httppool.pool.keep-alive.learn=false",
				"httppool.pool.keep-alive.margin=61ms", "httppool.pool.keep-alive.ask=true",
				"httppool.leak-detection.enabled=false", "httppool.leak-detection.threshold=29s",
				"httppool.leak-detection.reclaim=after", "httppool.leak-detection.reclaim-after=31s",
				"httppool.leak-detection.call-site-sampling=37", "httppool.timeouts.acquire=1ms",
				"httppool.timeouts.dns=2ms", "httppool.timeouts.connect=3ms", "httppool.timeouts.tls-handshake=4ms",
				"httppool.timeouts.response=5ms", "httppool.timeouts.read-idle=6ms", "httppool.timeouts.write-idle=7ms",
				"httppool.timeouts.total=8ms", "httppool.timeouts.min-rate=9B",
				"httppool.timeouts.deadline-header=X-Time-Left", "httppool.retry.max-attempts=4",
				"httppool.retry.backoff=41ms", "httppool.retry.max-backoff=43ms", "httppool.retry.jitter=0.5",
				"httppool.retry.statuses=500,503", "httppool.retry.budget=0.75", "httppool.retry.budget-min=47",
				"httppool.limits.max-response-size=53B", "httppool.limits.max-decompressed-size=59B",
				"httppool.ssl.bundle=tls", "httppool.proxy.url=socks5://proxy:1080", "httppool.proxy.username=me",
				"httppool.proxy.password=secret", "httppool.proxy.no-proxy=a.example",
				"httppool.proxy.from-environment=false", "httppool.pool.addresses=first", "httppool.dns.resolver=jdk",
				"httppool.dns.max-ttl=73s", "httppool.dns.min-ttl=67s", "httppool.dns.negative-ttl=71s",
				"httppool.dns.ndots=4", "httppool.dns.search-domains=svc.example,example");
	}

	/**
	 * Which YAML takes for the boolean {@code false}.
	 */
	@Test
	void whenReclaimIsOffInYamlThenItIsOff() throws IOException {
		Resource yaml = new ByteArrayResource("httppool.leak-detection.reclaim: off".getBytes(StandardCharsets.UTF_8));
		PropertySource<?> source = new YamlPropertySourceLoader().load("test", yaml).get(0);
		this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source))
			.run((context) -> assertThat(context.getBean(EffectiveProperties.class).shared().settings().leakDetection())
				.returns(Reclaim.OFF, HttpPoolSettings.LeakDetection::reclaim));
	}

	@Test
	void whenMaxConnectionsIsSetThenIdleFollows() {
		run((properties) -> {
			assertThat(properties.shared().settings().pool().maxIdleConnections()).isEqualTo(80);
			assertThat(properties.shared().settings().pool().maxPendingAcquires()).isEqualTo(1000);
		}, "httppool.pool.max-connections=80");
	}

	@Test
	void whenTotalIsSetThenTotalIdleFollows() {
		run((properties) -> assertThat(properties.maxTotalIdleConnections()).isEqualTo(600),
				"httppool.max-total-connections=600");
	}

	@Test
	void whenTotalIsBelowDefaultMaxConnectionsThenThatGivesWay() {
		run((properties) -> {
			assertThat(properties.shared().settings().pool().maxConnections()).isEqualTo(20);
			assertThat(properties.shared().settings().pool().maxIdleConnections()).isEqualTo(20);
		}, "httppool.max-total-connections=20");
	}

	@Test
	void whenValueIsEmptyThenHasDefault() {
		run((properties) -> {
			assertThat(properties.shared().settings().pool().maxConnections()).isEqualTo(200);
			assertThat(properties.shared().settings().timeouts().acquire()).isEqualTo(Duration.ofSeconds(2));
			assertThat(properties.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
			assertThat(properties.eventsSize()).isEqualTo(512);
		}, "httppool.pool.max-connections=", "httppool.timeouts.acquire=", "httppool.shutdown.drain-timeout=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.max-total-idle-connections=0", "httppool.shutdown.drain-timeout=0",
			"httppool.metrics.max-hosts=0", "httppool.pool.max-idle-connections=0",
			"httppool.pool.max-pending-acquires=0", "httppool.pool.max-life-time-jitter=0",
			"httppool.pool.max-life-time-jitter=1", "httppool.pool.max-life-time=24d", "httppool.timeouts.response=24d",
			"httppool.timeouts.connect=1ms" })
	void whenValueIsAtTheEdgeThenIsAllowed(String property) {
		run((properties) -> assertThat(properties).isNotNull(), property);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			httppool.max-total-connections            | 0       | must be 1 or more
			httppool.max-total-idle-connections       | -1      | must be 0 or more
			httppool.event-loops                      | 0       | must be 1 or more, or shared
			httppool.event-loops                      | -2      | must be 1 or more, or shared
			httppool.shutdown.drain-timeout           | -1ms    | must be from 0 to 24d
			httppool.shutdown.drain-timeout           | 25d     | must be from 0 to 24d
			httppool.metrics.max-hosts                | -1      | must be 0 or more
			httppool.pool.max-connections             | 0       | must be 1 or more
			httppool.pool.max-connections             | -7      | must be 1 or more
			httppool.pool.max-streaming-connections   | 0       | must be 1 or more
			httppool.pool.max-idle-connections        | -1      | must be 0 or more
			httppool.pool.max-pending-acquires        | -1      | must be 0 or more
			httppool.pool.max-idle-time               | 0       | must be from 1ms to 24d
			httppool.pool.max-idle-time               | -5s     | must be from 1ms to 24d
			httppool.pool.max-life-time               | 0s      | must be from 1ms to 24d
			httppool.pool.max-life-time               | 36500d  | must be from 1ms to 24d
			httppool.pool.max-life-time-jitter        | -0.1    | must be from 0 to 1
			httppool.pool.max-life-time-jitter        | 1.01    | must be from 0 to 1
			httppool.pool.max-life-time-jitter        | NaN     | must be from 0 to 1
			httppool.pool.max-requests-per-connection | 0       | must be 1 or more
			httppool.pool.eviction-interval           | 0       | must be from 1ms to 24d
			httppool.timeouts.acquire                 | 0       | must be from 1ms to 24d
			httppool.timeouts.dns                     | -2s     | must be from 1ms to 24d
			httppool.timeouts.connect                 | 999us   | must be from 1ms to 24d
			httppool.timeouts.connect                 | 25d     | must be from 1ms to 24d
			httppool.timeouts.tls-handshake           | 0       | must be from 1ms to 24d
			httppool.timeouts.response                | -10s    | must be from 1ms to 24d
			httppool.leak-detection.threshold         | 0       | must be from 1ms to 24d
			httppool.leak-detection.reclaim-after     | 0       | must be from 1ms to 24d
			httppool.leak-detection.call-site-sampling | 0      | must be 1 or more
			httppool.retry.max-attempts               | 0       | must be 1 or more
			httppool.retry.backoff                    | 0       | must be from 1ms to 24d
			httppool.retry.max-backoff                | -1s     | must be from 1ms to 24d
			httppool.retry.jitter                     | 1.5     | must be from 0 to 1
			httppool.retry.statuses                   | 503,200 | must be status codes from 400 to 599
			httppool.retry.budget                     | -0.1    | must be from 0 to 1
			httppool.retry.budget-min                 | -1      | must be 0 or more
			httppool.limits.max-response-size         | -1B     | must be 0 or more
			httppool.limits.max-decompressed-size     | -1KB    | must be 0 or more
			httppool.ssl.bundle                       | ''      | must be the name of an SSL bundle
			""")
	void whenValueIsNotAllowedThenStartFails(String name, String value, String allowed) {
		runFailing(name + " is " + value + " but " + allowed, name + "=" + value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length", "transfer-encoding", "HOST", "X Time Left", "X-Time-Left:", "X\nY",
			"\u00dc" })
	void whenADeadlineHeaderIsNotAllowedThenStartFails(String name) {
		runFailing("httppool.timeouts.deadline-header is " + name
				+ " but must be the name of a header: letters, digits and !#$%&'*+-.^_`|~, and none that HTTP itself"
				+ " uses, such as Content-Length", "httppool.timeouts.deadline-header=" + name);
	}

	@Test
	void whenSeveralValuesAreNotAllowedThenAllAreNamed() {
		runFailing(
				"httppool.event-loops is 0 but must be 1 or more, or shared; "
						+ "httppool.timeouts.dns is 0s but must be from 1ms to 24d",
				"httppool.timeouts.dns=0s", "httppool.event-loops=0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shared", "SHARED" })
	void whenEventLoopsAreSharedThenThereAreAsManyAsCoresAndAtLeastTwo(String value) {
		run((properties) -> assertThat(properties.eventLoops())
			.isEqualTo(new EventLoopCount(Math.max(2, Runtime.getRuntime().availableProcessors()), true)),
				"httppool.event-loops=" + value);
	}

	@Test
	void whenEventLoopsAreNeitherANumberNorSharedThenStartFails() {
		this.runner.withPropertyValues("httppool.event-loops=banana")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasStackTraceContaining("must be 1 or more, or shared"));
	}

	@Test
	void whenIdleTimeIsNotBelowLifeTimeThenStartFails() {
		runFailing("httppool.pool.max-idle-time is 60s but must be shorter than"
				+ " httppool.pool.max-life-time, which is 1m (\"httppool.pool.max-life-time\" from property source",
				"httppool.pool.max-idle-time=60s", "httppool.pool.max-life-time=1m");
	}

	@Test
	void whenLifeTimeIsNotAboveDefaultIdleTimeThenLifeTimeIsToBlame() {
		runFailing("httppool.pool.max-life-time is 20s but must be longer than"
				+ " httppool.pool.max-idle-time, which is 30s unless set", "httppool.pool.max-life-time=20s");
	}

	@Test
	void whenBackoffIsAboveTheLongestThenStartFails() {
		runFailing("httppool.retry.backoff is 3s but must not be longer than"
				+ " httppool.retry.max-backoff, which is 2s unless set", "httppool.retry.backoff=3s");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					httppool.dns.max-ttl                 | -1s              | must be from 0 to 24d
					httppool.dns.negative-ttl            | 25d              | must be from 0 to 24d
					httppool.dns.ndots                   | 16               | must be from 0 to 15
					httppool.dns.search-domains          | svc.example,a..b | must be names of domains, such as svc.example: labels
					httppool.clients.payment.dns.min-ttl | -1s              | must be from 0 to 24d
					""")
	void whenASettingOfNameResolutionIsNotAllowedThenStartFails(String name, String value, String allowed) {
		runFailing("%s is %s but %s".formatted(name, value, allowed), name + "=" + value);
	}

	@Test
	void whenAnswersAreToBeKeptForLongerThanTheyMayThenStartFails() {
		runFailing("httppool.dns.min-ttl is 2m but must not be longer than httppool.dns.max-ttl, which is 1m unless"
				+ " set", "httppool.dns.min-ttl=2m");
	}

	@Test
	void whenStatusesAreWrittenAsAListThenHasThem() {
		run((properties) -> assertThat(properties.shared().settings().retry().statuses()).containsExactly(500, 503),
				"httppool.retry.statuses[0]=500", "httppool.retry.statuses[1]=503");
	}

	@Test
	void whenStatusesAreEmptyThenThereAreNone() {
		run((properties) -> assertThat(properties.shared().settings().retry().statuses()).isEmpty(),
				"httppool.retry.statuses=");
	}

	@Test
	void whenMoreIdleThanConnectionsThenStartFails() {
		runFailing(
				"httppool.pool.max-idle-connections is 201 but must not be more than"
						+ " httppool.pool.max-connections, which is 200 unless set",
				"httppool.pool.max-idle-connections=201");
	}

	@Test
	void whenMoreConnectionsThanSetTotalThenStartFails() {
		runFailing(
				"httppool.pool.max-connections is 30 but must not be more than"
						+ " httppool.max-total-connections, which is 20 (",
				"httppool.pool.max-connections=30", "httppool.max-total-connections=20");
	}

	@Test
	void whenMoreConnectionsThanDefaultTotalThenStartFails() {
		runFailing(
				"httppool.pool.max-connections is 1001 but must not be more than"
						+ " httppool.max-total-connections, which is 1000 unless set",
				"httppool.pool.max-connections=1001");
	}

	@Test
	void whenMoreTotalIdleThanTotalThenStartFails() {
		runFailing(
				"httppool.max-total-idle-connections is 1001 but must not be more than"
						+ " httppool.max-total-connections, which is 1000 unless set",
				"httppool.max-total-idle-connections=1001");
	}

	@Test
	void whenReclaimedByAgeWithoutAnAgeThenStartFails() {
		runFailing(
				"httppool.leak-detection.reclaim is after but must come with"
						+ " httppool.leak-detection.reclaim-after, the age at which a call loses its connection",
				"httppool.leak-detection.reclaim=after");
	}

	@Test
	void whenValueIsPlaceholderThenItsMeaningIsNamed() {
		runFailing("httppool.pool.max-connections is -3 but must be 1 or more", "limit=-3",
				"httppool.pool.max-connections=${limit}");
	}

	@Test
	void whenValueInContradictionIsEmptyThenItCountsAsNotSet() {
		runFailing(
				"httppool.pool.max-idle-connections is 201 but must not be more than"
						+ " httppool.pool.max-connections, which is 200 unless set",
				"httppool.pool.max-idle-connections=201", "httppool.pool.max-connections=");
	}

	private void run(Consumer<EffectiveProperties> assertions, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			assertions.accept(context.getBean(EffectiveProperties.class));
		});
	}

	private void runFailing(String message, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class)
				.hasMessageStartingWith(message));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(HttpPoolProperties.class)
	static class PropertiesConfiguration {

		@Bean
		EffectiveProperties effectiveProperties(HttpPoolProperties properties, ConfigurableEnvironment environment) {
			return EffectiveProperties.of(properties, environment);
		}

	}

}
