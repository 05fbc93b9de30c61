package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata from which editors complete and explain {@code httppool.*}.
 */
class ConfigurationMetadataTests {

	private final Map<String, Object> metadata = JsonParserFactory.getJsonParser().parseMap(read());

	@Test
	void namesEveryPropertyAndNoOther() {
		assertThat(properties()).extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrder("httppool.enabled", "httppool.max-total-connections",
					"httppool.max-total-idle-connections", "httppool.event-loops", "httppool.transport",
					"httppool.shutdown.drain-timeout", "httppool.metrics.max-hosts", "httppool.metrics.naming",
					"httppool.tracing.enabled", "httppool.events.size", "httppool.access-log.enabled",
					"httppool.access-log.sampling", "httppool.pool.max-connections", "httppool.fleet.replicas",
					"httppool.fleet.discovery", "httppool.pool.fleet-max-connections",
					"httppool.pool.max-streaming-connections", "httppool.pool.max-idle-connections",
					"httppool.pool.min-idle-connections", "httppool.pool.warm-up", "httppool.pool.max-pending-acquires",
					"httppool.pool.max-idle-time", "httppool.pool.max-life-time", "httppool.pool.max-life-time-jitter",
					"httppool.pool.max-requests-per-connection", "httppool.pool.eviction-interval",
					"httppool.pool.leasing", "httppool.pool.addresses", "httppool.dns.resolver", "httppool.dns.max-ttl",
					"httppool.dns.min-ttl", "httppool.dns.negative-ttl", "httppool.dns.ndots",
					"httppool.dns.search-domains", "httppool.pool.keep-alive.honor-server-hint",
					"httppool.pool.keep-alive.learn", "httppool.pool.keep-alive.margin", "httppool.pool.keep-alive.ask",
					"httppool.timeouts.acquire", "httppool.timeouts.dns", "httppool.timeouts.connect",
					"httppool.timeouts.tls-handshake", "httppool.timeouts.response", "httppool.timeouts.read-idle",
					"httppool.timeouts.write-idle", "httppool.timeouts.total", "httppool.timeouts.min-rate",
					"httppool.timeouts.deadline-header", "httppool.leak-detection.enabled",
					"httppool.leak-detection.threshold", "httppool.leak-detection.reclaim",
					"httppool.leak-detection.reclaim-after", "httppool.leak-detection.call-site-sampling",
					"httppool.retry.max-attempts", "httppool.retry.backoff", "httppool.retry.max-backoff",
					"httppool.retry.jitter", "httppool.retry.statuses", "httppool.retry.budget",
					"httppool.retry.budget-min", "httppool.limits.max-response-size",
					"httppool.limits.max-decompressed-size", "httppool.ssl.bundle", "httppool.proxy.url",
					"httppool.proxy.username", "httppool.proxy.password", "httppool.proxy.no-proxy",
					"httppool.proxy.from-environment", "httppool.clients");
	}

	@Test
	void namesTheSwitchesOfHealthAndInfo() {
		assertThat(list("properties"))
			.extracting((property) -> property.get("name") + "=" + property.get("defaultValue"))
			.contains("management.health.httppool.enabled=true", "management.info.httppool.enabled=false");
	}

	@Test
	void describesEveryProperty() {
		assertThat(properties()).allSatisfy((property) -> {
			assertThat(property).containsKey("type");
			assertThat(property.get("description")).asString().endsWith(".").doesNotStartWith("The ");
		});
	}

	@Test
	void hasADefaultUnlessThereIsNoneOrItFollowsAnotherValue() {
		assertThat(properties()).filteredOn((property) -> !property.containsKey("defaultValue"))
			.extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrder("httppool.max-total-idle-connections", "httppool.event-loops",
					"httppool.pool.fleet-max-connections", "httppool.pool.max-streaming-connections",
					"httppool.pool.max-idle-connections", "httppool.max-total-connections",
					"httppool.pool.max-requests-per-connection", "httppool.leak-detection.reclaim-after",
					"httppool.dns.ndots", "httppool.dns.search-domains", "httppool.ssl.bundle",
					"httppool.timeouts.total", "httppool.timeouts.deadline-header", "httppool.proxy.url",
					"httppool.proxy.username", "httppool.proxy.password", "httppool.proxy.no-proxy",
					"httppool.clients");
	}

	@Test
	void defaultsAreThoseOfTheCode() {
		MockEnvironment environment = new MockEnvironment();
		properties().stream()
			.filter((property) -> property.containsKey("defaultValue"))
			.forEach((property) -> environment.setProperty((String) property.get("name"),
					property.get("defaultValue").toString()));
		HttpPoolProperties bound = Binder.get(environment).bind("httppool", HttpPoolProperties.class).get();
		assertThat(bound).hasNoNullFieldsOrPropertiesExcept("maxTotalConnections", "maxTotalIdleConnections",
				"eventLoops");
		assertThat(bound.isEnabled()).isEqualTo(new HttpPoolProperties().isEnabled());
		EffectiveProperties effective = EffectiveProperties.of(bound, environment);
		EffectiveProperties defaults = EffectiveProperties.of(new HttpPoolProperties(), new MockEnvironment());
		// Only a limit that is not set lets a burst exceed it.
		assertThat(effective.settings()).usingRecursiveComparison()
			.ignoringFieldsMatchingRegexes(".*maxPendingBurst")
			.isEqualTo(defaults.settings());
		assertThat(effective).usingRecursiveComparison().ignoringFields("pools").isEqualTo(defaults);
	}

	/**
	 * An editor takes the names below a client from this type, and with them the
	 * descriptions that the shared pool's properties have.
	 */
	@Test
	void namesTheTypeOfAClient() {
		assertThat(properties()).filteredOn((property) -> property.get("name").equals("httppool.clients"))
			.extracting((property) -> property.get("type"))
			.containsExactly("java.util.Map<java.lang.String,%s>".formatted(HttpPoolProperties.Client.class.getName()));
	}

	@Test
	void suggestsHowToLease() {
		assertThat(hint("httppool.pool.leasing"))
			.hasToString("{name=httppool.pool.leasing, values=[{value=lifo, description=The connection used last. The"
					+ " others grow idle, so that the pool shrinks when traffic does.}, {value=fifo, description=The"
					+ " connection idle for longest. All of them stay in use.}]}");
	}

	@Test
	void suggestsWhatToReclaim() {
		assertThat(hint("httppool.leak-detection.reclaim"))
			.hasToString("{name=httppool.leak-detection.reclaim, values=[{value=off, description=None. Leaks are only"
					+ " reported.}, {value=confirmed, description=Those whose response nobody can reach any more, and"
					+ " so nobody can close.}, {value=after, description=Those, and any that a call has had for longer"
					+ " than reclaim-after.}]}");
	}

	@Test
	void suggestsToShareEventLoops() {
		assertThat(hint("httppool.event-loops").toString()).contains("value=shared");
	}

	@Test
	void suggestsHowToNameMeters() {
		assertThat(hint("httppool.metrics.naming").toString()).contains("value=micrometer", "value=otel", "value=both");
	}

	@Test
	void suggestsWhichAddressesAndWhatResolvesNames() {
		assertThat(hint("httppool.pool.addresses").toString()).contains("value=all", "value=first");
		assertThat(hint("httppool.dns.resolver").toString()).contains("value=netty", "value=jdk");
	}

	/** Which names there are is known to the application only. */
	@ParameterizedTest
	@ValueSource(strings = { "httppool.clients.keys", "httppool.ssl.bundle" })
	void takesAnyName(String name) {
		assertThat(hint(name)).hasToString("{name=%s, providers=[{name=any}]}".formatted(name));
	}

	private Map<String, Object> hint(String name) {
		return list("hints").stream().filter((hint) -> hint.get("name").equals(name)).findFirst().orElseThrow();
	}

	private List<Map<String, Object>> properties() {
		return list("properties").stream()
			.filter((property) -> ((String) property.get("name")).startsWith("httppool."))
			.toList();
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, Object>> list(String name) {
		return (List<Map<String, Object>>) this.metadata.get(name);
	}

	/** Read beside the class: every library has a file of that name. */
	private static String read() {
		String classes = HttpPoolProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream metadata = URI.create(classes + "META-INF/spring-configuration-metadata.json")
			.toURL()
			.openStream()) {
			return new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
