package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientNameRules} and {@link LevelRules}.
 */
class ClientNameRulesTests {

	private final StandardEnvironment environment = new StandardEnvironment() {

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// Nothing but what a test adds.
		}

	};

	@Test
	void whenNamesDifferThenAllAreAllowed() throws IOException {
		yaml("""
				httppool.clients:
				  payment: {}
				  order-service.base-url: http://orders.example
				  "[stock]":
				    pool.max-connections: 3
				  stock.base-url: http://stock.example
				  2nd:
				""");
		assertAllowed();
	}

	@Test
	void whenSpellingsAreInSourcesOfTheirOwnThenTheyAreAllowed() throws IOException {
		yaml("httppool.clients.PAYMENT.pool.max-connections: 5");
		variable("HTTPPOOL_CLIENTS_PAYMENT_BASEURL", "http://payment.example");
		yaml("httppool.clients.pay-ment.pool.max-connections: 3");
		assertAllowed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PAYMENT", "Payment", "pay-ment", "pay_ment" })
	void whenTwoSpellingsAreInOneSourceThenTheSecondIsRefused(String second) throws IOException {
		yaml("""
				httppool:
				  clients:
				    payment:
				      base-url: http://payment.example
				    %s:
				      pool:
				        max-connections: 3
				""".formatted(second));
		assertThat(refused()).singleElement().satisfies((invalid) -> {
			assertThat(invalid.property().name()).isEqualTo("httppool.clients." + second);
			assertThat(invalid.property().value()).isEqualTo(second);
			assertThat(invalid.property().origin()).hasToString("Byte array resource [application.yml] - 7:26");
			assertThat(invalid.reason()).isEqualTo("must be spelled as httppool.clients.payment"
					+ " (Byte array resource [application.yml] - 4:17), which means the same client");
		});
	}

	@Test
	void whenClientsAreAListThenItIsRefusedAndSaysWhatWasMeant() throws IOException {
		yaml("""
				httppool:
				  clients:
				    - base-url: http://user:secret@payment.example
				      name: payment
				    - base-url: http://orders.example
				    - stock
				""");
		assertThat(refused()).extracting(InvalidProperty::toString)
			.containsExactly(
					"httppool.clients[0].base-url is http://***@payment.example but must be below the name of a client,"
							+ " as httppool.clients is not a list: did you mean httppool.clients.payment?",
					"httppool.clients[1].base-url is http://orders.example but must be below the name of a client,"
							+ " as httppool.clients is not a list, such as httppool.clients.<name>.base-url",
					"httppool.clients[2] is stock but must be below the name of a client,"
							+ " as httppool.clients is not a list: did you mean httppool.clients.stock?");
	}

	@Test
	void whenAListIsWrittenInVariablesThenItIsRefused() {
		variable("HTTPPOOL_CLIENTS_0_BASEURL", "http://payment.example");
		assertThat(refused()).singleElement()
			.asString()
			.startsWith("httppool.clients[0].baseurl is http://payment.example but must be below the name of a client");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTPPOOL_CLIENTS_0_PROXY_PASSWORD", "HTTPPOOL_CLIENTS_0_PROXY_USERNAME" })
	void whenAListItemIsACredentialThenItIsNotShown(String variable) {
		variable(variable, "secret");
		assertThat(refused()).singleElement()
			.asString()
			.startsWith("httppool.clients[0].proxy.")
			.contains(" is *** but must be below the name of a client")
			.endsWith(", such as httppool.clients.<name>.base-url")
			.doesNotContain("secret");
	}

	@Test
	void whenAListItemIsACredentialOfAnotherSpellingThenItIsNotShown() throws IOException {
		yaml("httppool: { clients: [ { proxy: { pass-word: secret } } ] }");
		assertThat(refused()).singleElement().asString().doesNotContain("secret");
	}

	@Test
	void whenAVariableOverridesAClientNamedByANumberThenItIsAllowed() throws IOException {
		variable("HTTPPOOL_CLIENTS_7_BASEURL", "http://seven.example");
		yaml("httppool: { clients: { '7': { pool: { max-connections: 3 } } } }");
		assertAllowed();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			my client       | : did you mean httppool.clients.my-client?
			' payment'      | : did you mean httppool.clients.payment?
			[my client]     | : did you mean httppool.clients.my-client?
			[order.service] | : did you mean httppool.clients.order-service?
			bär             |
			pay/ment        | : did you mean httppool.clients.pay-ment?
			pay$ment        |
			-payment        |
			_payment        |
			""")
	void whenANameHasOtherCharactersThenItIsRefused(String name, String question) {
		String property = "httppool.clients" + (name.startsWith("[") ? name : "." + name);
		properties(Map.of(property + ".base-url", "http://payment.example"));
		assertThat(refused()).singleElement().satisfies((invalid) -> {
			assertThat(invalid.property().name()).isEqualTo(property);
			assertThat(invalid.property().origin()).isNotNull();
			assertThat(invalid.reason()).isEqualTo("must have a name of letters, digits, '-' and '_' that begins with"
					+ " a letter or a digit" + ((question != null) ? question : ""));
		});
	}

	@ParameterizedTest
	@CsvSource({ "order.service.base-url, order.service, order-service",
			"order.service.v2.timeouts.response, order.service.v2, order-service-v2" })
	void whenANameHasDotsThenItIsRefused(String property, String name, String meant) {
		properties(Map.of("httppool.clients." + property, "1s"));
		assertThat(refused()).singleElement()
			.hasToString(
					"httppool.clients.order is %s but must have a name without dots: did you mean httppool.clients.%s?"
						.formatted(name, meant));
	}

	@Test
	void whenAVariableHasANameWithUnderscoresThenItIsRefused() {
		variable("HTTPPOOL_CLIENTS_ORDER_SERVICE_BASEURL", "http://orders.example");
		assertThat(refused()).singleElement()
			.hasToString("httppool.clients.order is order.service but must have a name without dots:"
					+ " a variable spells it HTTPPOOL_CLIENTS_ORDERSERVICE");
	}

	@Test
	void whenAVariableOverridesANameWithDashesThenItIsAllowed() throws IOException {
		variable("HTTPPOOL_CLIENTS_ORDER_SERVICE_POOL_MAX_CONNECTIONS", "7");
		yaml("httppool.clients.order-service.base-url: http://orders.example");
		assertAllowed();
	}

	@Test
	void whenALevelOfAClientIsMisspelledThenItIsNoDot() throws IOException {
		yaml("""
				httppool.clients.payment:
				  base-url: http://payment.example
				  http.timeouts.response: 1s
				""");
		assertAllowed();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			httppool.clients.payment          | payment.example | httppool.clients.payment.base-url
			httppool.clients[payment]         | payment.example | httppool.clients[payment].base-url
			httppool.clients                  | payment, orders | httppool.clients.payment.base-url
			httppool.clients                  | 3 of them       | httppool.clients.<name>.base-url
			httppool.clients.payment.timeouts | 10s             | httppool.clients.payment.timeouts.acquire
			httppool.pool                     | 200             | httppool.pool.addresses
			httppool                          | true            | httppool.enabled
			""")
	void whenALevelHasAValueThenItIsRefused(String property, String value, String example) {
		properties(Map.of(property, value));
		assertThat(refused()).singleElement()
			.hasToString(
					"%s is %s but must have its settings below it, such as %s".formatted(property, value, example));
	}

	@Test
	void whenALevelHasAValueInAVariableThenItIsRefused() {
		variable("HTTPPOOL_CLIENTS_PAYMENT", "http://user:secret@payment.example");
		assertThat(refused()).singleElement()
			.hasToString("httppool.clients.payment is http://***@payment.example but must have its settings below it,"
					+ " such as httppool.clients.payment.base-url");
	}

	private void assertAllowed() {
		assertThatCode(this::check).doesNotThrowAnyException();
	}

	private List<InvalidProperty> refused() {
		InvalidPropertiesException[] refused = new InvalidPropertiesException[1];
		assertThatExceptionOfType(InvalidPropertiesException.class).isThrownBy(this::check)
			.satisfies((ex) -> refused[0] = ex);
		return refused[0].invalid();
	}

	private void check() {
		new PropertyRules(new WrittenProperties(this.environment)).checkNames();
	}

	private void properties(Map<String, Object> properties) {
		this.environment.getPropertySources().addLast(new MapPropertySource("test", properties));
	}

	private void variable(String name, String value) {
		this.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of(name, value)));
	}

	private void yaml(String yaml) throws IOException {
		MutablePropertySources sources = this.environment.getPropertySources();
		Resource resource = new ByteArrayResource(yaml.getBytes(), "application.yml");
		new YamlPropertySourceLoader().load("yaml" + sources.size(), resource).forEach(sources::addLast);
	}

}
