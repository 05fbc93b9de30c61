package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link InvalidPropertiesFailureAnalyzer}: what a person reads when the
 * application does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidPropertiesFailureAnalyzerTests {

	@TempDir
	Path directory;

	@Test
	void whenValueInYamlIsNotAllowedThenSaysWhatIsAndWhere(CapturedOutput output) throws IOException {
		start("""
				httppool:
				  pool:
				    max-idle-time: -5s
				""");
		assertThat(output).containsIgnoringNewLines("""
				Description:

				Properties under 'httppool' cannot be used:

				    Property: httppool.pool.max-idle-time
				    Value: "-5s"
				    Origin: %s - 3:20
				    Reason: must be from 1ms to 24d

				Action:

				Update your application's configuration
				""".formatted(origin()));
	}

	@Test
	void whenSeveralValuesAreNotAllowedThenEachHasItsOrigin(CapturedOutput output) throws IOException {
		start("""
				httppool:
				  event-loops: 0
				  pool:
				    maxConnections: -1
				""");
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.event-loops
				    Value: "0"
				    Origin: %1$s - 2:16
				    Reason: must be 1 or more, or shared

				    Property: httppool.pool.max-connections
				    Value: "-1"
				    Origin: %1$s - 4:21
				    Reason: must be 1 or more
				""".formatted(origin()));
	}

	@Test
	void whenTwoValuesContradictThenBothOriginsAreNamed(CapturedOutput output) throws IOException {
		start("""
				httppool:
				  max-total-connections: 20
				  pool:
				    max-connections: 30
				""");
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.pool.max-connections
				    Value: "30"
				    Origin: %1$s - 4:22
				    Reason: must not be more than httppool.max-total-connections, which is 20 (%1$s - 2:26)
				""".formatted(origin()));
	}

	@Test
	void whenValueInVariableIsNotAllowedThenNamesTheVariable(CapturedOutput output) throws IOException {
		start("", Map.of("HTTPPOOL_TIMEOUTS_TLSHANDSHAKE", "0"));
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.timeouts.tls-handshake
				    Value: "0"
				    Origin: System Environment Property "HTTPPOOL_TIMEOUTS_TLSHANDSHAKE"
				    Reason: must be from 1ms to 24d
				""");
	}

	@Test
	void whenValueOnCommandLineIsNotAllowedThenSaysSo(CapturedOutput output) throws IOException {
		start("", Map.of(), "--httppool.event-loops=0");
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.event-loops
				    Value: "0"
				    Origin: "httppool.event-loops" from property source "commandLineArgs"
				    Reason: must be 1 or more, or shared
				""");
	}

	@Test
	void whenEventLoopsAreNeitherANumberNorSharedThenSaysWhatTheyMayBe(CapturedOutput output) throws IOException {
		start("", Map.of(), "--httppool.event-loops=banana");
		assertThat(output).contains("Property: httppool.event-loops", "Value: \"banana\"")
			.containsPattern("Reason: .*must be 1 or more, or shared");
	}

	@Test
	void whenValueIsNoNumberThenSpringBootSaysSo(CapturedOutput output) throws IOException {
		start("""
				httppool:
				  pool:
				    max-connections: ten
				""");
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.pool.max-connections
				    Value: "ten"
				    Origin: %s - 3:22
				    Reason: failed to convert java.lang.String to java.lang.Integer (caused by %s)
				""".formatted(origin(), "java.lang.NumberFormatException: For input string: \"ten\""));
	}

	@Test
	void whenValueIsNotOneOfThoseKnownThenSpringBootListsThem(CapturedOutput output) throws IOException {
		start("""
				httppool:
				  pool:
				    leasing: foo
				""");
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.pool.leasing
				    Value: "foo"
				    Origin: %s - 3:14
				""".formatted(origin())).containsIgnoringNewLines("""
				Update your application's configuration. The following values are valid:

				    FIFO
				    LIFO
				""");
	}

	@Test
	void whenAClientIsSpelledInTwoWaysInOneFileThenBothAreNamed(CapturedOutput output) throws IOException {
		startAll("""
				httppool:
				  clients:
				    payment:
				      base-url: http://payment.example
				    PAYMENT:
				      timeouts:
				        response: 1s
				""");
		assertThat(output).containsIgnoringNewLines("""
				    Property: httppool.clients.PAYMENT
				    Value: "PAYMENT"
				    Origin: %1$s - 7:19
				    Reason: must be spelled as httppool.clients.payment (%1$s - 4:17), which means the same client
				""".formatted(origin()));
	}

	@Test
	void whenClientsAreAListThenSaysWhatIsMeant(CapturedOutput output) throws IOException {
		startAll("""
				httppool:
				  clients:
				    - name: payment
				      base-url: http://payment.example
				""");
		assertThat(output).containsIgnoringNewLines(
				"""
						    Property: httppool.clients[0].name
						    Value: "payment"
						    Origin: %1$s - 3:13
						    Reason: must be below the name of a client, as httppool.clients is not a list: did you mean httppool.clients.payment?
						"""
					.formatted(origin()));
	}

	private String origin() {
		return "URL [" + yaml().toUri().toString().replace("///", "/") + "]";
	}

	private Path yaml() {
		return this.directory.resolve("application.yaml");
	}

	private void start(String yaml) throws IOException {
		start(yaml, Map.of());
	}

	private void start(String yaml, Map<String, Object> variables, String... arguments) throws IOException {
		start(PropertiesConfiguration.class, yaml, variables, arguments);
	}

	private void startAll(String yaml) throws IOException {
		start(HttpPoolPropertiesAutoConfiguration.class, yaml, Map.of());
	}

	private void start(Class<?> configuration, String yaml, Map<String, Object> variables, String... arguments)
			throws IOException {
		Files.writeString(yaml(), yaml);
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setEnvironment(environment(variables));
		application.setDefaultProperties(Map.of("spring.config.location", "file:" + this.directory + "/"));
		assertThatException().isThrownBy(() -> application.run(arguments).close());
	}

	private static StandardEnvironment environment(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
		return environment;
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
