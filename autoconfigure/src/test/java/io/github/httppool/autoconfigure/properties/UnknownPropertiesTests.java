package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownProperties} and {@link KnownProperties}.
 */
class UnknownPropertiesTests {

	private final StandardEnvironment environment = new StandardEnvironment() {

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// Nothing but what a test adds.
		}

	};

	@Test
	void whenNothingIsWrittenThenThereIsNoWarning() {
		assertThat(warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.enabled", "httppool.max-total-connections", "httppool.maxTotalConnections",
			"httppool.pool.max_connections", "httppool.timeouts.tlsHandshake", "httppool.ssl.bundle",
			"httppool.clients.payment.base-url", "httppool.clients.orderService.pool.leasing",
			"httppool.clients[payment].timeouts.dns", "spring.httppool", "httppool-demo.clinets" })
	void whenPropertyIsKnownOrNotOursThenThereIsNoWarning(String name) {
		write(name, "");
		assertThat(warnings()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			httppool.clinets.x.base-url                 | httppool.clients
			httppool.enable                             | httppool.enabled
			httppool.max-total-conections               | httppool.max-total-connections
			httppool.pool.maxConection                  | httppool.pool.max-connections
			httppool.timeout.connect                    | httppool.timeouts
			httppool.timeouts.tsl-handshake             | httppool.timeouts.tls-handshake
			httppool.shutdown.drain-timout              | httppool.shutdown.drain-timeout
			httppool.clients.payment.baseuri            | httppool.clients.payment.base-url
			httppool.clients.payment.pool.leasin        | httppool.clients.payment.pool.leasing
			httppool.max-connections                    | httppool.pool.max-connections
			httppool.clients.payment.maxConnections     | httppool.clients.payment.pool.max-connections
			httppool.clients.payment.connect            | httppool.clients.payment.timeouts.connect
			""")
	void whenPropertyIsMisspelledThenTheNearestIsNamed(String name, String meant) {
		write(name, "1");
		assertThat(warnings()).singleElement().asString().endsWith(" is not known: did you mean " + meant + "?");
	}

	@Test
	void whenNothingIsNearThenSaysThatItHasNoEffect() {
		write("httppool.something", "1");
		assertThat(warnings())
			.containsExactly("httppool.something (\"httppool.something\" from property source \"test\") is not known"
					+ " and has no effect");
	}

	@Test
	void whenAValueHasPropertiesThenTheyAreNotKnown() {
		write("httppool.timeouts.dns.seconds", "1");
		assertThat(warnings()).singleElement().asString().startsWith("httppool.timeouts.dns.seconds (");
	}

	@Test
	void whenPropertyIsInAFileThenItsLineIsNamed() throws IOException {
		yaml("""
				httppool:
				  clinets:
				    x:
				      base-url: http://payment.example
				""");
		assertThat(warnings())
			.containsExactly("httppool.clinets.x.base-url (Byte array resource [application.yml] - 4:17)"
					+ " is not known: did you mean httppool.clients?");
	}

	@Test
	void whenALevelIsMisspelledThenItIsNamedOnce() throws IOException {
		yaml("""
				httppool:
				  clinets:
				    x:
				      base-url: http://payment.example
				      pool:
				        max-connections: 1
				    y:
				      base-url: http://orders.example
				""");
		assertThat(warnings()).hasSize(1);
	}

	@Test
	void whenTwoClientsHaveTheSameMistakeThenBothAreNamed() {
		write("httppool.clients.a.pol.max-connections", "1");
		write("httppool.clients.b.pol.max-connections", "1");
		assertThat(warnings()).hasSize(2);
	}

	@Test
	void whenVariableIsNotKnownThenThereIsNoWarning() {
		this.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("HTTPPOOL_SERVICE_HOST", "10.0.0.1", "HTTPPOOL_PORT", "tcp://10.0.0.1:80")));
		assertThat(warnings()).isEmpty();
	}

	@Test
	void whenSystemPropertyIsNotKnownThenWarns() {
		this.environment.getPropertySources()
			.addLast(new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
					Map.of("httppool.event-lops", "1")));
		assertThat(warnings())
			.containsExactly("httppool.event-lops (\"httppool.event-lops\" from property source \"systemProperties\")"
					+ " is not known: did you mean httppool.event-loops?");
	}

	@Test
	void whenArgumentIsNotKnownThenWarns() {
		this.environment.getPropertySources().addLast(new SimpleCommandLinePropertySource("--httppool.event-lops=1"));
		assertThat(warnings()).singleElement().asString().contains("from property source \"commandLineArgs\"");
	}

	@Test
	void whenPropertyIsNotKnownThenItsValueIsNotNamed() {
		write("httppool.door.password", "open sesame");
		assertThat(warnings()).singleElement().asString().doesNotContain("sesame");
	}

	@Test
	void whenOnlyTheApplicationCanConvertAValueThenThePropertyIsKnown() {
		write("httppool.pool.max-connections", "a dozen");
		assertThat(warnings()).isEmpty();
	}

	private void write(String name, String value) {
		TestPropertyValues.of(Map.of(name, value)).applyTo(this.environment);
	}

	private void yaml(String yaml) throws IOException {
		Resource resource = new ByteArrayResource(yaml.getBytes(), "application.yml");
		new YamlPropertySourceLoader().load("yaml", resource).forEach(this.environment.getPropertySources()::addLast);
	}

	private List<String> warnings() {
		return UnknownProperties.in(this.environment);
	}

}
