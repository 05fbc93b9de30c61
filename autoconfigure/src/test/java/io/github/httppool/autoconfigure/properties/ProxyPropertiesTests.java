package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What {@code httppool.proxy.*} and the environment variables make of a pool.
 */
class ProxyPropertiesTests {

	private static final String PROXY = "httppool.proxy.url=http://proxy:3128";

	private final Map<String, Object> variables = new HashMap<>();

	// Where the proxy comes from

	@Test
	void whenNothingIsSetThenThereIsNone() {
		assertThat(shared()).isEqualTo(ProxySettings.NONE);
	}

	@Test
	void whenAUrlIsSetThenItIsForAllTargetsAndSaysWhereItWasWritten() {
		ProxySettings proxy = shared(PROXY, "httppool.proxy.no-proxy=a.example, 10.0.0.0/8");
		assertThat(proxy.http()).hasToString("http://proxy:3128 (httppool.proxy.url)").isEqualTo(proxy.https());
		assertThat(proxy.noProxy()).containsExactly("a.example", "10.0.0.0/8");
		assertThat(proxy.loopback()).isTrue();
		assertThat(of("payment", PROXY)).isEqualTo(shared(PROXY));
	}

	@Test
	void whenAClientHasAUrlOfItsOwnThenThatCounts() {
		assertThat(of("payment", PROXY, "httppool.clients.payment.proxy.url=socks5://other:1080").https())
			.hasToString("socks5://other:1080 (httppool.clients.payment.proxy.url)");
	}

	@Test
	void whenAClientHasAnEmptyUrlThenItHasNoProxy() {
		this.variables.put("HTTP_PROXY", "http://env:1");
		String[] properties = { PROXY, "httppool.clients.payment.proxy.url=" };
		assertThat(of("payment", properties)).isEqualTo(ProxySettings.NONE);
		assertThat(shared(properties).http()).isNotNull();
		assertThat(shared("httppool.proxy.url=")).isEqualTo(ProxySettings.NONE);
	}

	@Test
	void whenNoUrlIsSetThenTheEnvironmentCounts() {
		this.variables.put("HTTPS_PROXY", "http://me:secret@env:1");
		this.variables.put("NO_PROXY", "a.example");
		ProxySettings proxy = of("payment", "httppool.clients.payment.proxy.no-proxy=b.example");
		assertThat(proxy.http()).isNull();
		assertThat(proxy.https()).hasToString("http://env:1 (HTTPS_PROXY)");
		assertThat(proxy.noProxy()).containsExactly("a.example", "b.example");
		assertThat(proxy.loopback()).isFalse();
		assertThat(shared(PROXY).https()).hasToString("http://proxy:3128 (httppool.proxy.url)");
		assertThat(shared("httppool.proxy.from-environment=false")).isEqualTo(ProxySettings.NONE);
	}

	// Credentials

	@Test
	void whenUsernameAndPasswordAreSetThenTheProxyIsToldThese() {
		ProxySettings proxy = shared(PROXY, "httppool.proxy.username=me", "httppool.proxy.password=secret");
		assertCredentials(proxy.http(), "me", "secret");
		assertThat(proxy.toString()).doesNotContain("secret", "me,");
	}

	@Test
	void whenTheUrlHasUserInfoThenTheProxyIsToldThat() {
		assertCredentials(shared("httppool.proxy.url=http://me:secret@proxy:3128").http(), "me", "secret");
	}

	@Test
	void whenAClientHasAProxyOfItsOwnThenThatIsNotToldTheCredentialsOfTheOther() {
		String[] properties = { PROXY, "httppool.proxy.username=me", "httppool.proxy.password=secret",
				"httppool.clients.payment.proxy.url=http://other:3128", "httppool.clients.stock.proxy.username=you",
				"httppool.clients.stock.proxy.password=other" };
		assertThat(of("payment", properties).http().credentials()).isNull();
		assertCredentials(of("stock", properties).http(), "you", "other");
	}

	@ParameterizedTest
	@CsvSource({ "username, password", "password, username" })
	void whenAClientHasAProxyAndOneCredentialOfItsOwnThenTheOtherIsNotTakenFromTheSharedPool(String own,
			String missing) {
		String[] properties = { PROXY, "httppool.proxy.username=me", "httppool.proxy.password=secret",
				"httppool.clients.payment.proxy.url=http://other:3128",
				"httppool.clients.payment.proxy.%s=mine".formatted(own) };
		assertThat(refused(properties))
			.containsExactly("httppool.clients.payment.proxy.%s=***: must come with httppool.clients.payment.proxy.%s"
				.formatted(own, missing));
	}

	private static void assertCredentials(ProxyServer proxy, String username, String password) {
		assertThat(proxy.credentials()).isNotNull();
		assertThat(proxy.credentials().username()).isEqualTo(username);
		assertThat(proxy.credentials().password()).isEqualTo(password);
	}

	// What is refused

	@ParameterizedTest
	@ValueSource(
			strings = { "proxy:3128", "https://proxy:3128", "socks4://proxy:1080", "http://proxy", "http://proxy:0",
					"http://proxy:65536", "http://proxy:3128/path", "http://me:secret@proxy", "http://:3128" })
	void whenTheUrlIsNoneOfAProxyThenItIsRefused(String url) {
		assertThat(refused("httppool.proxy.url=" + url)).singleElement()
			.asString()
			.startsWith("httppool.proxy.url=")
			.endsWith(": must be http://host:port or socks5://host:port")
			.doesNotContain("secret");
	}

	@Test
	void whenARuleIsNoneThenItIsRefused() {
		assertThat(refused(PROXY, "httppool.clients.payment.proxy.no-proxy=a.example,10.0.0.0/99"))
			.containsExactly("httppool.clients.payment.proxy.no-proxy=a.example,10.0.0.0/99: must be hosts, suffixes"
					+ " such as .example, addresses and blocks such as 10.0.0.0/8, each with or without :port");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"httppool.proxy.username=me | httppool.proxy.username=***: must come with httppool.proxy.password",
			"httppool.proxy.password=secret | httppool.proxy.password=***: must come with httppool.proxy.username",
			"httppool.clients.x.proxy.username=me | httppool.clients.x.proxy.username=***: must come with httppool.clients.x.proxy.password" })
	void whenOneOfTheCredentialsIsMissingThenThatIsSaid(String property, String sentence) {
		assertThat(refused(PROXY, property)).containsExactly(sentence);
	}

	@Test
	void whenThereIsUserInfoAndAUsernameThenOneOfThemIsRefused() {
		assertThat(refused("httppool.proxy.url=http://me:secret@proxy:3128", "httppool.proxy.username=you",
				"httppool.proxy.password=other"))
			.containsExactly("httppool.proxy.username=***: must not be set while httppool.proxy.url has user-info");
	}

	@Test
	void whenCredentialsCannotBeToldThenTheyAreRefused() {
		assertThat(refused(PROXY, "httppool.proxy.username=a:b", "httppool.proxy.password=secret")).containsExactly(
				"httppool.proxy.username=***: must not contain a colon, which ends a user name (RFC 7617)");
		assertThat(refused("httppool.proxy.url=socks5://proxy:1080", "httppool.proxy.username=me",
				"httppool.proxy.password=" + "x".repeat(256)))
			.containsExactly("httppool.proxy.password=***: must not be longer than 255 bytes (RFC 1929)");
	}

	@Test
	void whenOnlyTheSharedPoolMayFollowTheEnvironmentThenAClientsPropertyIsUnknown() {
		assertThat(warnings("httppool.clients.payment.proxy.from-environment=false")).singleElement()
			.asString()
			.contains("httppool.clients.payment.proxy.from-environment");
	}

	// What is warned of

	@Test
	void whenAVariableCannotBeUsedThenThatIsSaid() {
		this.variables.put("HTTPS_PROXY", "https://me:secret@proxy:3128");
		assertThat(warnings()).containsExactly(
				"The environment variable HTTPS_PROXY is ignored: it must be http://host:port or socks5://host:port");
		assertThat(warnings("httppool.proxy.from-environment=false")).isEmpty();
	}

	@Test
	void whenCredentialsHaveNoProxyThenThatIsSaid() {
		assertThat(warnings("httppool.proxy.username=me", "httppool.proxy.password=secret")).containsExactly(
				"httppool.proxy.username is set, but has no effect: it takes httppool.proxy.url to be set");
	}

	// What is shown

	@Test
	void whenCredentialsChangeThenNobodyReadsThem() {
		PropertyValues before = values(PROXY, "httppool.proxy.username=me", "httppool.proxy.password=secret");
		PropertyValues after = values("httppool.proxy.url=http://me:secret@proxy:3129", "httppool.proxy.username=",
				"httppool.proxy.password=");
		assertThat(after.differentFrom(before)).containsExactlyInAnyOrder("httppool.proxy.url",
				"httppool.proxy.username", "httppool.proxy.password");
		assertThat(before.print("httppool.proxy.password")).isEqualTo("***");
		assertThat(before.print("httppool.proxy.username")).isEqualTo("***");
		assertThat(after.print("httppool.proxy.url")).isEqualTo("http://***@proxy:3129");
	}

	private PropertyValues values(String... properties) {
		StandardEnvironment environment = environment(properties);
		WrittenProperties written = new WrittenProperties(environment);
		return new PropertyValues(bound(environment), EffectiveProperties.of(bound(environment), written), written);
	}

	private List<String> refused(String... properties) {
		InvalidPropertiesException refusal = catchThrowableOfType(InvalidPropertiesException.class,
				() -> effective(properties));
		return refusal.invalid()
			.stream()
			.map((invalid) -> "%s=%s: %s".formatted(invalid.property().name(), invalid.property().value(),
					invalid.reason()))
			.toList();
	}

	private List<String> warnings(String... properties) {
		StandardEnvironment environment = environment(properties);
		return PropertyWarnings.of(EffectiveProperties.of(bound(environment), environment), Set.of(), environment,
				Duration.ofMinutes(1), OptionalLong.empty());
	}

	private ProxySettings shared(String... properties) {
		return effective(properties).shared().settings().proxy();
	}

	private ProxySettings of(String client, String... properties) {
		String[] all = Stream
			.concat(Stream.of(properties), Stream.of("httppool.clients." + client + ".base-url=http://a.example"))
			.toArray(String[]::new);
		return effective(all).pools().get(client).settings().proxy();
	}

	private EffectiveProperties effective(String... properties) {
		StandardEnvironment environment = environment(properties);
		return EffectiveProperties.of(bound(environment), environment);
	}

	private static HttpPoolProperties bound(StandardEnvironment environment) {
		return Binder.get(environment, new ClientNamesBindHandler(BindHandler.DEFAULT))
			.bindOrCreate("httppool", HttpPoolProperties.class);
	}

	private StandardEnvironment environment(String... properties) {
		StandardEnvironment environment = new StandardEnvironment();
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, Map.copyOf(this.variables)));
		TestPropertyValues.of(properties).applyTo(environment);
		return environment;
	}

}
