package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import io.github.httppool.sockets.FileDescriptors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
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
	void whenConnectionsAreToBeReadyAndNoClientSaysWhereThenWarns() {
		assertThat(warnings("httppool.pool.min-idle-connections=5")).containsExactly(
				"httppool.pool.min-idle-connections is 5, but has no effect: it takes the base-url of a client below"
						+ " httppool.clients");
		assertThat(warnings("httppool.clients.payment.pool.min-idle-connections=5")).containsExactly(
				"httppool.clients.payment.pool.min-idle-connections is 5, but has no effect: it takes the base-url of a"
						+ " client below httppool.clients.payment");
		assertThat(warnings("httppool.pool.min-idle-connections=5",
				"httppool.clients.payment.base-url=http://payment.example", "httppool.clients.orders.ssl.bundle=some"))
			.isEmpty();
	}

	@Test
	void whenTheClientIsLoadBalancedThenConnectionsAreNotReadyAndItWarnsIfTheyWereAskedForThere() {
		String[] orders = { "httppool.clients.orders.base-url=http://orders",
				"httppool.clients.orders.load-balanced=true", "httppool.max-total-idle-connections=4" };
		assertThat(warnings(with(orders, "httppool.clients.orders.pool.min-idle-connections=5"))).containsExactly(
				"httppool.clients.orders.pool.min-idle-connections is 5, but has no effect: the client is load-balanced,"
						+ " so that its base-url names a service and no host to connect to");
		assertThat(warnings(with(orders, "httppool.pool.min-idle-connections=4",
				"httppool.clients.payment.base-url=http://payment.example")))
			.isEmpty();
		assertThat(warnings(with(orders, "httppool.pool.min-idle-connections=4"))).containsExactly(
				"httppool.pool.min-idle-connections is 4, but has no effect: it takes the base-url of a client below"
						+ " httppool.clients");
	}

	private static String[] with(String[] written, String... more) {
		return Stream.concat(Stream.of(written), Stream.of(more)).toArray(String[]::new);
	}

	@Test
	void whenNoConnectionsAreToBeReadyThenWhenToOpenThemHasNoEffect() {
		assertThat(warnings("httppool.pool.warm-up=readiness")).containsExactly(
				"httppool.pool.warm-up is readiness, but has no effect: it takes pool.min-idle-connections to be 1 or more");
	}

	@Test
	void whenMoreAreToBeReadyThanMayBeIdleInTotalThenWarns() {
		assertThat(warnings("httppool.max-total-idle-connections=7", "httppool.pool.min-idle-connections=4",
				"httppool.clients.payment.base-url=http://payment.example",
				"httppool.clients.orders.base-url=http://orders.example"))
			.singleElement()
			.asString()
			.startsWith("pool.min-idle-connections of all clients are 8 together, but no more than 7 may be idle: "
					+ "httppool.max-total-idle-connections, which is 7");
	}

	@Test
	void whenTheMarginIsNotShorterThanTheIdleTimeThenWarns() {
		assertThat(warnings("httppool.pool.keep-alive.margin=1m")).singleElement()
			.asString()
			.startsWith("httppool.pool.keep-alive.margin, which is 1m (")
			.endsWith(
					"), is not shorter than httppool.pool.max-idle-time, which is 30s unless set: no more than a fifth"
							+ " of a server's limit is kept from it");
	}

	@Test
	void whenTheIdleTimeIsShorterThanTheDefaultMarginThenThereIsNoWarning() {
		assertThat(warnings("httppool.pool.max-idle-time=500ms")).isEmpty();
	}

	@Test
	void whenNoLimitOfTheServerIsFollowedThenTheMarginHasNoEffect() {
		assertThat(warnings("httppool.pool.keep-alive.margin=2s", "httppool.pool.keep-alive.learn=false",
				"httppool.pool.keep-alive.honor-server-hint=false"))
			.containsExactly("httppool.pool.keep-alive.margin is 2s, but has no effect: it takes"
					+ " pool.keep-alive.honor-server-hint or pool.keep-alive.learn to be true");
	}

	@Test
	void whenTheServerIsAskedButNotHeardThenWarns() {
		assertThat(warnings("httppool.pool.keep-alive.honor-server-hint=false",
				"httppool.clients.payment.pool.keep-alive.ask=true"))
			.containsExactly("httppool.clients.payment.pool.keep-alive.ask is true, but what the server answers is not"
					+ " used: it takes httppool.pool.keep-alive.honor-server-hint to be true");
	}

	@Test
	void whenTheJavaRuntimeResolvesThenWhatItDoesNotFollowHasNoEffect() {
		assertThat(warnings("httppool.clients.payment.dns.resolver=jdk", "httppool.dns.ndots=2",
				"httppool.clients.payment.dns.min-ttl=5s"))
			.containsExactly("httppool.clients.payment.dns.min-ttl is 5s, but has no effect: it takes"
					+ " httppool.clients.payment.dns.resolver to be 'netty'");
		assertThat(warnings("httppool.dns.resolver=jdk", "httppool.dns.ndots=2",
				"httppool.clients.payment.base-url=http://payment.example"))
			.containsExactly(
					"httppool.dns.ndots is 2, but has no effect: it takes httppool.dns.resolver to be 'netty'");
	}

	@Test
	void whenPropertyIsUnknownThenWarns() {
		assertThat(warnings("httppool.pol.max-connections=5")).singleElement()
			.asString()
			.startsWith("httppool.pol.max-connections (")
			.endsWith(") is not known: did you mean httppool.pool?");
	}

	@ParameterizedTest
	@MethodSource("times")
	void whenATimeIsASmallNumberThenWarns(String name) {
		assertThat(warnings(name + "=60", "httppool.leak-detection.reclaim=after",
				"httppool.leak-detection.reclaim-after=5m", "httppool.pool.max-idle-time=1ms",
				"httppool.pool.max-life-time=1h", "httppool.retry.backoff=1ms", name + "=60"))
			.filteredOn((warning) -> !warning.contains("ends calls before") && !warning.contains("suspected leaks")
					&& !warning.contains("is not shorter than"))
			.containsExactly(name + " is 60 (\"" + name
					+ "\" from property source \"test\"), which means 60 ms; did you mean 60s?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10ms", "10s", "100", "PT0.01S", "1m" })
	void whenATimeHasAUnitOrIsNotSmallThenThereIsNoWarning(String value) {
		assertThat(warnings("httppool.timeouts.response=" + value)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "99, 99", "+7, 7", "007, 7" })
	void whenATimeIsBelowAHundredThenWarns(String value, String number) {
		assertThat(warnings("httppool.timeouts.response=" + value)).singleElement()
			.asString()
			.startsWith("httppool.timeouts.response is " + value + " (")
			.endsWith("), which means " + number + " ms; did you mean " + number + "s?");
	}

	@Test
	void whenATimeIsZeroForOffThenThereIsNoWarning() {
		assertThat(warnings("httppool.shutdown.drain-timeout=0")).isEmpty();
	}

	@Test
	void whenATimeIsInheritedThenItIsWarnedOfOnce() {
		assertThat(warnings("httppool.timeouts.response=10", "httppool.clients.payment.base-url=http://payment.example",
				"httppool.clients.orders.base-url=http://orders.example"))
			.hasSize(1);
	}

	@Test
	void whenATimeIsWrittenInAVariableThenItIsNamed() {
		MockEnvironment environment = new MockEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("HTTPPOOL_POOL_MAX_IDLE_TIME", "30", "HTTPPOOL_CLIENTS_PAYMENT_TIMEOUTS_TLSHANDSHAKE",
							"5")));
		assertThat(warnings(environment)).containsExactly(
				"httppool.pool.max-idle-time is 30 (\"HTTPPOOL_POOL_MAX_IDLE_TIME\" from property source \"systemEnvironment\"),"
						+ " which means 30 ms; did you mean 30s?",
				"httppool.clients.payment.timeouts.tls-handshake is 5"
						+ " (\"HTTPPOOL_CLIENTS_PAYMENT_TIMEOUTS_TLSHANDSHAKE\" from property source \"systemEnvironment\"),"
						+ " which means 5 ms; did you mean 5s?");
	}

	@Test
	void whenTheReadTimeoutHasNoEffectThenWarns() {
		assertThat(warnings("httppool.timeouts.response=10s", "spring.http.clients.read-timeout=5s",
				"httppool.clients.payment.base-url=http://payment.example"))
			.containsExactly(
					"spring.http.clients.read-timeout is 5s (\"spring.http.clients.read-timeout\" from property"
							+ " source \"test\"), but has no effect on clients on the pool beside httppool.timeouts.response, which is 10s"
							+ " (\"httppool.timeouts.response\" from property source \"test\"): the response has to begin in"
							+ " that time, and a body that stalls ends after httppool.timeouts.read-idle");
	}

	@Test
	void whenTheTotalTimeoutEndsCallsThatTheirPhasesWouldLetPassThenWarns() {
		assertThat(warnings("httppool.timeouts.total=5s")).containsExactly(
				"httppool.timeouts.total, which is 5s (\"httppool.timeouts.total\" from property source \"test\"), ends calls"
						+ " before the phases up to their response may: acquire, dns, connect, tls-handshake and response"
						+ " are 21s together");
		assertThat(warnings("httppool.timeouts.total=0")).isEmpty();
		assertThat(warnings("httppool.timeouts.response=60s")).isEmpty();
	}

	@Test
	void whenTheLeakThresholdIsBelowTheTotalTimeoutThenWarns() {
		assertThat(warnings("httppool.leak-detection.threshold=5s")).containsExactly(
				"httppool.leak-detection.threshold, which is 5s (\"httppool.leak-detection.threshold\" from property source"
						+ " \"test\"), reports calls as suspected leaks that may still end within httppool.timeouts.total,"
						+ " which is 30s unless set");
		assertThat(warnings("httppool.timeouts.total=2m")).singleElement()
			.asString()
			.startsWith("httppool.leak-detection.threshold, which is 1m unless set, reports calls");
		assertThat(warnings("httppool.leak-detection.threshold=5s", "httppool.leak-detection.enabled=false")).isEmpty();
		assertThat(warnings("httppool.leak-detection.threshold=5s", "httppool.timeouts.total=0")).isEmpty();
		assertThat(warnings("httppool.leak-detection.threshold=30s")).isEmpty();
	}

	@Test
	void whenTheLeakThresholdOfAClientIsBelowItsTotalTimeoutThenItsPropertyIsNamed() {
		assertThat(warnings("httppool.timeouts.total=40s", "httppool.clients.payment.leak-detection.threshold=35s"))
			.singleElement()
			.asString()
			.startsWith("httppool.clients.payment.leak-detection.threshold, which is 35s (")
			.contains(" within httppool.timeouts.total, which is 40s (");
	}

	@Test
	void whenTheConnectTimeoutHasNoEffectThenWarns() {
		assertThat(warnings("httppool.timeouts.connect=1s", "spring.http.clients.connect-timeout=5s")).singleElement()
			.asString()
			.startsWith("spring.http.clients.connect-timeout is 5s (")
			.contains("but has no effect on clients on the pool beside httppool.timeouts.connect, which is 1s (");
	}

	@Test
	void whenATimeoutIsThatOfOneClientThenTheOneOfAllHasEffectOnTheOthers() {
		assertThat(warnings("httppool.clients.payment.timeouts.response=30s",
				"httppool.clients.orders.timeouts.connect=1s", "spring.http.clients.connect-timeout=5s",
				"spring.http.clients.read-timeout=5s"))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "5s, 5000", "5000ms, PT5S", "1m, 60s" })
	void whenTimeoutsAreTheSameInOtherUnitsThenThereIsNoWarning(String ours, String boots) {
		assertThat(warnings("httppool.timeouts.response=" + ours, "spring.http.clients.read-timeout=" + boots))
			.isEmpty();
		assertThat(warnings("httppool.clients.payment.timeouts.response=" + ours,
				"spring.http.serviceclient.payment.read-timeout=" + boots))
			.isEmpty();
	}

	@Test
	void whenNoneOfSpringBootsClientsIsOnThePoolThenThereIsNoWarning() {
		assertThat(warnings("httppool.timeouts.response=10s", "spring.http.clients.read-timeout=5s",
				"httppool.enabled=false"))
			.isEmpty();
		assertThat(warnings("httppool.timeouts.response=10s", "spring.http.clients.read-timeout=5s",
				"spring.http.clients.imperative.factory=jdk", "spring.http.clients.reactive.connector=jdk"))
			.isEmpty();
	}

	@Test
	void whenOneKindOfSpringBootsClientsIsOnThePoolThenWarns() {
		assertThat(warnings("httppool.timeouts.response=10s", "spring.http.clients.read-timeout=5s",
				"spring.http.clients.imperative.factory=jdk"))
			.hasSize(1);
	}

	@Test
	void whenATimeoutOfAGroupTakesThePlaceOfItsClientsThenWarns() {
		assertThat(warnings("httppool.clients.payment.timeouts.response=10s",
				"spring.http.serviceclient.payment.read-timeout=5s"))
			.singleElement()
			.asString()
			.startsWith("httppool.clients.payment.timeouts.response is 10s (")
			.contains("but has no effect on the HTTP service group 'payment' beside"
					+ " spring.http.serviceclient.payment.read-timeout, which is 5s (");
	}

	@ParameterizedTest
	@CsvSource({ "httppool.timeouts.response, spring.http.serviceclient.payment.read-timeout, 5s",
			"httppool.timeouts.connect, spring.http.clients.read-timeout, 5s",
			"httppool.timeouts.response, spring.http.clients.connect-timeout, 5s",
			"httppool.timeouts.response, spring.http.clients.read-timeout, 10s",
			"httppool.timeouts.acquire, spring.http.clients.read-timeout, 5s" })
	void whenNoTimeoutIsDroppedThenThereIsNoWarning(String ours, String boots, String value) {
		assertThat(warnings(ours + "=10s", boots + "=" + value,
				"httppool.clients.payment.base-url=http://payment.example"))
			.isEmpty();
	}

	@Test
	void whenDrainIsShorterThanShutdownPhaseThenThereIsNoWarning() {
		this.properties.getShutdown().setDrainTimeout(PHASE.minusMillis(1));
		assertThat(warnings(PHASE, DESCRIPTORS)).isEmpty();
	}

	@Test
	void whenDrainTakesLongerThanShutdownPhaseThenWarns() {
		this.properties.getShutdown().setDrainTimeout(Duration.ofMinutes(1));
		assertThat(warnings(PHASE, DESCRIPTORS)).containsExactly("httppool.shutdown.drain-timeout is 1m,"
				+ " but spring.lifecycle.timeout-per-shutdown-phase ends the wait after 30s: beans that calls still need are destroyed then");
	}

	@Test
	void whenDrainTakesAsLongAsShutdownPhaseThenWarns() {
		this.properties.getShutdown().setDrainTimeout(PHASE);
		assertThat(warnings(PHASE, DESCRIPTORS)).singleElement()
			.asString()
			.startsWith("httppool.shutdown.drain-timeout is 30s, but");
	}

	@Test
	void whenThereIsNoDrainThenTheShutdownPhaseDoesNotMatter() {
		this.properties.getShutdown().setDrainTimeout(Duration.ZERO);
		assertThat(warnings(Duration.ZERO, DESCRIPTORS)).isEmpty();
	}

	@Test
	void whenShutdownPhaseIsSetThenThatCounts() {
		MockEnvironment environment = new MockEnvironment();
		EffectiveProperties effective = EffectiveProperties.of(this.properties, environment);
		environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "10s");
		assertThat(PropertyWarnings.of(effective, Set.of(), environment))
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

	/** Every time there is, from the classes, so that none is forgotten. */
	static Stream<String> times() {
		return Stream.concat(KnownProperties.ALL.times().map((name) -> "httppool." + name),
				KnownProperties.CLIENT.times().map((name) -> "httppool.clients.payment." + name));
	}

	@Test
	void whenTimesAreListedThenNoneIsMissing() {
		assertThat(times())
			.contains("httppool.shutdown.drain-timeout", "httppool.pool.max-idle-time", "httppool.timeouts.response",
					"httppool.leak-detection.reclaim-after", "httppool.clients.payment.leak-detection.threshold",
					"httppool.clients.payment.timeouts.tls-handshake")
			.hasSize(39);
	}

	@Test
	void whenASourceCannotTellWhatIsWrittenThereThenItIsAskedAllTheSame() {
		MockEnvironment environment = new MockEnvironment();
		environment.getPropertySources().addFirst(new PropertySource<>("remote", "nothing") {

			@Override
			public @Nullable Object getProperty(String name) {
				return name.equals("httppool.timeouts.connect") ? "5" : null;
			}

		});
		assertThat(warnings(environment)).singleElement()
			.asString()
			.startsWith("httppool.timeouts.connect is 5")
			.endsWith("did you mean 5s?");
	}

	private List<String> warnings(String... written) {
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(written).applyTo(environment);
		return warnings(environment);
	}

	private List<String> warnings(MockEnvironment environment) {
		HttpPoolProperties bound = Binder.get(environment, new ClientNamesBindHandler(BindHandler.DEFAULT))
			.bindOrCreate("httppool", HttpPoolProperties.class);
		return PropertyWarnings.of(EffectiveProperties.of(bound, environment), bound.loadBalancedClients(), environment,
				PHASE, DESCRIPTORS);
	}

	private List<String> warnings(Duration shutdownPhase, OptionalLong descriptors) {
		EffectiveProperties effective = EffectiveProperties.of(this.properties, new MockEnvironment());
		return PropertyWarnings.of(effective, Set.of(), new MockEnvironment(), shutdownPhase, descriptors);
	}

}
