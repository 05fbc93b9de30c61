package io.github.httppool.autoconfigure.properties;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientNames}, and for what Spring Boot's binder makes of them.
 */
class ClientNamesTests {

	private final MutablePropertySources sources = new MutablePropertySources();

	private final Map<String, Object> variables = new HashMap<>();

	@ParameterizedTest
	@ValueSource(strings = { "a", "7", "payment", "orderService", "order-service", "order_service", "2nd", "A-" })
	void whenNameIsOfLettersAndDigitsThenIsAllowed(String name) {
		assertThat(ClientNames.allowed(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-a", "_a", "a.b", "a b", "a/b", "bär", "a\n" })
	void whenNameHasOtherCharactersThenIsNotAllowed(String name) {
		assertThat(ClientNames.allowed(name)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "orderService, order-service", "order_service, ORDERSERVICE", "a-b_c, aBC" })
	void whenNamesDifferByCaseAndDashesThenAreTheSame(String name, String other) {
		assertThat(ClientNames.same(name, other)).isTrue();
	}

	@Test
	void whenNamesDifferByALetterThenAreNotTheSame() {
		assertThat(ClientNames.same("order", "orders")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "orderService", "order-service", "order_service" })
	void whenVariableOverridesAFileThenClientHasTheNameOfTheFile(String name) throws IOException {
		variable("HTTPPOOL_CLIENTS_ORDERSERVICE_POOL_MAXCONNECTIONS", "7");
		file(name);
		assertThat(clients()).containsOnlyKeys(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orderService", "order-service", "order_service", "orderservice" })
	void whenVariableOverridesAFileThenItsValueCounts(String name) throws IOException {
		variable("HTTPPOOL_CLIENTS_ORDERSERVICE_POOL_MAXCONNECTIONS", "7");
		file(name);
		assertThat(clients().get(name).getPool().getMaxConnections()).isEqualTo(7);
	}

	@Test
	void whenVariableOverridesAFileThenOtherValuesAreThoseOfTheFile() throws IOException {
		variable("HTTPPOOL_CLIENTS_ORDERSERVICE_POOL_MAXCONNECTIONS", "7");
		file("orderService");
		assertThat(clients().get("orderService").getBaseUrl()).isEqualTo("http://orders.example");
	}

	@Test
	void whenVariableIsWrittenWithUnderscoresThenThereIsNoOtherClient() throws IOException {
		variable("HTTPPOOL_CLIENTS_ORDER_SERVICE_POOL_MAX_CONNECTIONS", "7");
		file("order-service");
		assertThat(clients()).containsOnlyKeys("order-service");
		assertThat(clients().get("order-service").getPool().getMaxConnections()).isEqualTo(7);
	}

	@Test
	void whenThereIsNothingButAVariableThenClientHasItsNameInLowerCase() {
		variable("HTTPPOOL_CLIENTS_ORDERSERVICE_BASEURL", "http://orders.example");
		assertThat(clients()).containsOnlyKeys("orderservice");
	}

	@Test
	void whenCommandLineSpellsTheNameOtherwiseThenClientHasTheNameOfTheFile() throws IOException {
		this.sources
			.addLast(new SimpleCommandLinePropertySource(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
					new String[] { "--httppool.clients.order-service.pool.max-connections=7" }));
		file("orderService");
		assertThat(clients()).containsOnlyKeys("orderService");
		assertThat(clients().get("orderService").getPool().getMaxConnections()).isEqualTo(7);
	}

	@ParameterizedTest
	@ValueSource(strings = { "payment", "PAYMENT", "Pay-ment", "pay_ment" })
	void whenAHigherSourceSpellsTheNameOtherwiseThenClientHasTheNameOfTheLowest(String spelling) throws IOException {
		yaml("httppool: { clients: { %s: { pool: { max-connections: 7 } } } }".formatted(spelling));
		yaml("httppool: { clients: { PAY-MENT: { pool: { max-connections: 5 } } } }");
		file("payment");
		assertThat(clients()).containsOnlyKeys("payment");
		assertThat(clients().get("payment").getPool().getMaxConnections()).isEqualTo(7);
		assertThat(clients().get("payment").getBaseUrl()).isEqualTo("http://orders.example");
	}

	@Test
	void whenTheHighestSpellsTheNameLikeTheLowestThenTheOneBetweenDoesNotCount() throws IOException {
		yaml("httppool: { clients: { Payment: { pool: { max-connections: 7 } } } }");
		yaml("httppool: { clients: { PAYMENT: { pool: { max-connections: 5 } } } }");
		file("Payment");
		assertThat(clients()).containsOnlyKeys("Payment");
		assertThat(ClientNames.in(environment())).containsExactly("Payment");
	}

	@Test
	void whenKubernetesMakesVariablesOfAServiceThenTheyAreNoClients() throws IOException {
		links("HTTPPOOL_CLIENTS");
		links("HTTPPOOL_CLIENTS_PAYMENT");
		file("orderService");
		assertThat(clients()).containsOnlyKeys("orderService");
		assertThat(ClientNames.in(environment())).containsExactly("orderService");
		WrittenProperties written = new WrittenProperties(environment());
		assertThat(LevelRules.invalid(written)).isEmpty();
		assertThat(ClientNameRules.invalid(written)).isEmpty();
	}

	@Test
	void whenAClientIsNamedLikeAPortThenItIsAClient() {
		variable("HTTPPOOL_CLIENTS_PORT_BASEURL", "http://port.example");
		variable("HTTPPOOL_CLIENTS_SERVICE_POOL_MAXCONNECTIONS", "7");
		assertThat(clients()).containsOnlyKeys("port", "service");
	}

	@Test
	void whenAVariableGivesAClientAValueThenItIsRefusedUnlessItIsAnAddress() {
		variable("HTTPPOOL_CLIENTS_PORT", "8080");
		assertThat(LevelRules.invalid(new WrittenProperties(environment()))).hasSize(1);
	}

	private void links(String service) {
		variable(service + "_SERVICE_HOST", "10.0.0.1");
		variable(service + "_SERVICE_PORT", "80");
		variable(service + "_SERVICE_PORT_HTTP", "80");
		variable(service + "_PORT", "tcp://10.0.0.1:80");
		variable(service + "_PORT_80_TCP", "tcp://10.0.0.1:80");
		variable(service + "_PORT_80_TCP_PROTO", "tcp");
		variable(service + "_PORT_80_TCP_PORT", "80");
		variable(service + "_PORT_80_TCP_ADDR", "10.0.0.1");
	}

	@Test
	void whenAVariableIsTheLowestThenAnyOtherSourceNamesTheClient() {
		this.sources
			.addLast(new SimpleCommandLinePropertySource("--httppool.clients.orderService.pool.max-connections=7"));
		variable("HTTPPOOL_CLIENTS_ORDERSERVICE_BASEURL", "http://orders.example");
		assertThat(clients()).containsOnlyKeys("orderService");
		assertThat(clients().get("orderService").getBaseUrl()).isEqualTo("http://orders.example");
		assertThat(ClientNames.in(environment())).containsExactly("orderService");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			{ payment: {} }           | payment
			{ payment: }              | payment
			{ payment: '' }           | payment
			{ payment: { timeouts: }} |
			{}                        |
			[]                        |
			""                        |
			""")
	void whenALevelIsEmptyThenNothingIsSetThere(String clients, String name) throws IOException {
		yaml("httppool: { clients: %s, pool: { max-connections: 3 }, timeouts: , ssl: {} }".formatted(clients));
		assertThat(clients().keySet()).isEqualTo(ClientNames.in(environment()))
			.isEqualTo((name != null) ? Set.of(name) : Set.of());
	}

	@Test
	void whenNothingIsSetForAClientThenItIsThereNevertheless() throws IOException {
		yaml("httppool: { clients: { payment: {} } }");
		assertThat(clients()).containsOnlyKeys("payment");
	}

	@Test
	void whenNothingIsSetForAClientThenItInherits() throws IOException {
		yaml("httppool: { pool: { max-connections: 3 }, clients: { payment: {} } }");
		assertThat(clients().get("payment").getPool().getMaxConnections()).isEqualTo(3);
	}

	@Test
	void whenNamesAreReadBeforePropertiesAreBoundThenTheyAreTheSame() throws IOException {
		variable("HTTPPOOL_CLIENTS_ORDERSERVICE_POOL_MAXCONNECTIONS", "7");
		file("orderService");
		yaml("httppool: { clients: { payment: {} } }");
		assertThat(ClientNames.in(environment())).isEqualTo(clients().keySet())
			.containsExactlyInAnyOrder("orderService", "payment");
	}

	@Test
	void whenThereAreNoClientsThenThereAreNoNames() {
		assertThat(ClientNames.in(environment())).isEmpty();
	}

	@Test
	void whenAValueCannotBeConvertedThenNamesAreReadNevertheless() throws IOException {
		file("payment");
		yaml("httppool: { clients: { payment: { pool: { max-idle-connections: some } } } }");
		assertThat(ClientNames.in(environment())).containsExactly("payment");
	}

	private void variable(String name, String value) {
		this.variables.put(name, value);
		this.sources.addLast(new SystemEnvironmentPropertySource(
				StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(this.variables)));
	}

	private void file(String client) throws IOException {
		yaml("""
				httppool:
				  clients:
				    %s:
				      base-url: http://orders.example
				      pool:
				        max-connections: 3
				""".formatted(client));
	}

	private void yaml(String yaml) throws IOException {
		new YamlPropertySourceLoader().load("yaml" + this.sources.size(), new ByteArrayResource(yaml.getBytes()))
			.forEach(this.sources::addLast);
	}

	private Map<String, HttpPoolProperties.Client> clients() {
		return Binder.get(environment(), new ClientNamesBindHandler(BindHandler.DEFAULT))
			.bind("httppool", HttpPoolProperties.class)
			.get()
			.getClients();
	}

	private StandardEnvironment environment() {
		return new StandardEnvironment() {

			@Override
			protected void customizePropertySources(MutablePropertySources propertySources) {
				ClientNamesTests.this.sources.forEach(propertySources::addLast);
			}

		};
	}

}
