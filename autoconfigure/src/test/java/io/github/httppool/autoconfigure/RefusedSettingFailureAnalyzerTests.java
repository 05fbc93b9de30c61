package io.github.httppool.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link RefusedSettingFailureAnalyzer}: what a person reads when a setting of
 * Spring Boot cannot be used, and when.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedSettingFailureAnalyzerTests {

	private static final String COOKIES = "Reactor Netty HTTP client does not support cookie handling";

	@RegisterExtension
	static final NoThreadLeft NO_THREAD_LEFT = new NoThreadLeft();

	@Test
	void whenCookiesAreToBeKeptThenTheStartStopsAndSaysWhereThatIsWritten(CapturedOutput output) {
		assertRefused(Application.class, "spring.http.clients.cookie-handling=enable");
		assertThat(output).containsIgnoringNewLines("""
				Description:

				A setting of Spring Boot's HTTP clients cannot be used by clients on the pool:

				    Property: spring.http.clients.cookie-handling
				    Value: "enable"
				    Origin: "spring.http.clients.cookie-handling" from property source "commandLineArgs"
				    Reason: %s

				Action:

				Set it to 'enable-when-possible' or 'disable', or remove it. If clients have to keep cookies,"""
			.formatted(COOKIES));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.main.lazy-initialization=true", "spring.http.clients.imperative.factory=reactor" })
	void whenNothingIsBuiltAtStartThenTheStartStopsAllTheSame(String property, CapturedOutput output) {
		assertRefused(Application.class, "spring.http.clients.cookie-handling=ENABLE", property);
		assertThat(output).contains("Property: spring.http.clients.cookie-handling", "Value: \"ENABLE\"");
	}

	@ParameterizedTest
	@EnumSource(names = { "REST_CLIENT", "WEB_CLIENT" })
	void whenAGroupIsToKeepCookiesThenItsPropertyIsNamed(HttpServiceGroup.ClientType type, CapturedOutput output) {
		assertRefused((type == HttpServiceGroup.ClientType.REST_CLIENT) ? RestGroup.class : WebGroup.class,
				"spring.http.serviceclient.stock.cookie-handling=enable");
		assertThat(output).contains("Property: spring.http.serviceclient.stock.cookie-handling", "Reason: " + COOKIES);
	}

	@ParameterizedTest
	@EnumSource(names = { "REST_CLIENT", "WEB_CLIENT" })
	void whenAGroupWithAPoolIsToKeepCookiesThenItsPropertyIsNamed(HttpServiceGroup.ClientType type,
			CapturedOutput output) {
		assertRefused((type == HttpServiceGroup.ClientType.REST_CLIENT) ? RestGroup.class : WebGroup.class,
				"spring.http.serviceclient.stock.cookie-handling=enable",
				"httppool.clients.stock.base-url=http://127.0.0.1:1");
		assertThat(output).contains("Property: spring.http.serviceclient.stock.cookie-handling", "Reason: " + COOKIES);
	}

	@Test
	void whenSettingsAreABeanThenThatIsSaid(CapturedOutput output) {
		assertRefused(SettingsBean.class);
		assertThat(output).contains("Setting: cookie-handling", "Value: \"enable\"",
				"Origin: HttpClientSettings made in code", "Reason: " + COOKIES);
	}

	@Test
	void whenABuilderIsGivenSettingsThenThatIsSaid(CapturedOutput output) {
		assertRefused(SettingsOfATemplate.class);
		assertThat(output).contains("Setting: cookie-handling", "Origin: HttpClientSettings made in code");
	}

	@ParameterizedTest
	@CsvSource({ "connect-timeout, -1s, it must be from 0 to 2147483647ms",
			"connect-timeout, 25d, it must be from 0 to 2147483647ms",
			"connect-timeout, 2147483648, it must be from 0 to 2147483647ms",
			"read-timeout, -1s, it must not be below 0", "read-timeout, -1ms, it must not be below 0" })
	void whenATimeoutCannotBeCountedThenTheStartStops(String setting, String value, String reason,
			CapturedOutput output) {
		assertRefused(Application.class, "spring.http.clients." + setting + "=" + value);
		assertThat(output).contains("Property: spring.http.clients." + setting, "Value: \"" + value + "\"",
				"Reason: " + reason);
	}

	@ParameterizedTest
	@CsvSource({ "options.enabled-protocols, TLSv0", "options.ciphers, NO_SUCH_CIPHER",
			"truststore.certificate, file:/no/such/file.pem", "truststore.certificate, classpath:no-such-file.pem" })
	void whenAnSslBundleCannotBeUsedThenTheStartStops(String key, String value, CapturedOutput output) {
		assertRefused(Application.class, "spring.ssl.bundle.pem.mine." + key + "=" + value,
				"spring.http.clients.ssl.bundle=mine");
		assertThat(output).contains("Property: spring.http.clients.ssl.bundle", "Value: \"mine\"",
				"Correct the SSL bundle");
	}

	@ParameterizedTest
	@ValueSource(strings = { "httppool.ssl.bundle", "httppool.clients.payment.ssl.bundle" })
	void whenAnSslBundleOfAPoolCannotBeUsedThenItsPropertyIsNamed(String property, CapturedOutput output) {
		assertRefused(Application.class, "spring.ssl.bundle.pem.mine.options.ciphers=NO_SUCH_CIPHER",
				property + "=mine", "httppool.clients.payment.pool.max-connections=3");
		assertThat(output).contains("Property: " + property, "Value: \"mine\"", "NO_SUCH_CIPHER");
	}

	@Test
	void whenOnlyWebClientIsOnThePoolThenThereIsAWarning(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Application.class,
				"spring.http.clients.imperative.factory=jdk", "spring.http.clients.cookie-handling=enable")) {
			assertThat(context.getBean(RestClient.Builder.class)).isNotNull();
			assertThat(output).containsOnlyOnce("WebClient cannot be built: spring.http.clients.cookie-handling is "
					+ "enable, which clients on the pool cannot use: " + COOKIES);
		}
	}

	@Test
	void whenNoClientIsOnThePoolThenNothingIsRefused(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Application.class,
				"spring.http.clients.imperative.factory=jdk", "spring.http.clients.reactive.connector=jdk",
				"spring.http.clients.cookie-handling=enable")) {
			assertThat(context.getBeansOfType(HttpPools.class)).hasSize(1);
			assertThat(output).doesNotContain("cookie");
		}
	}

	@Test
	void whenANamedClientIsOnThePoolThenTheStartStops(CapturedOutput output) {
		assertRefused(Application.class, "spring.http.clients.imperative.factory=jdk",
				"spring.http.clients.reactive.connector=jdk", "spring.http.clients.cookie-handling=enable",
				"httppool.clients.payment.base-url=http://127.0.0.1:1");
		assertThat(output).contains("Property: spring.http.clients.cookie-handling");
	}

	@Test
	void whenDisabledThenNothingIsRefused() {
		try (ConfigurableApplicationContext context = start(Application.class, "httppool.enabled=false",
				"spring.http.clients.imperative.factory=jdk", "spring.http.clients.cookie-handling=enable")) {
			assertThat(context.getBean(RestClient.Builder.class).build()).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "cookie-handling=enable-when-possible", "cookie-handling=disable", "redirects=follow",
			"redirects=dont-follow", "redirects=follow-when-possible", "connect-timeout=0", "read-timeout=0",
			"read-timeout=365d", "read-timeout=2147483647", "connect-timeout=2147483647" })
	void whenASettingCanBeUsedThenNothingIsRefused(String setting) {
		try (ConfigurableApplicationContext context = start(Application.class, "spring.http.clients." + setting)) {
			assertThat(context.getBean(RestClient.Builder.class).build()).isNotNull();
		}
	}

	private static void assertRefused(Class<?> configuration, String... properties) {
		assertThatException().isThrownBy(() -> start(configuration, properties).close());
	}

	private static ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> arguments = new ArrayList<>();
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return application.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	interface Stock {

		@GetExchange("/")
		String get();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "stock", types = Stock.class, clientType = HttpServiceGroup.ClientType.REST_CLIENT)
	static class RestGroup {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "stock", types = Stock.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class WebGroup {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SettingsBean {

		@Bean
		HttpClientSettings settings() {
			return HttpClientSettings.defaults().withCookieHandling(HttpCookieHandling.ENABLE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SettingsOfATemplate {

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			return builder.clientSettings((settings) -> settings.withCookieHandling(HttpCookieHandling.ENABLE)).build();
		}

	}

}
