package io.github.httppool;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What environment variables say about proxies.
 */
class ProxyEnvironmentTests {

	@Test
	void whenNothingIsSetThenThereIsNoProxy() {
		assertThat(settings(Map.of("NO_PROXY", "example.com"))).isEqualTo(ProxySettings.NONE);
	}

	@Test
	void whenBothAreSetThenEachSchemeHasItsOwn() {
		ProxySettings settings = settings(
				Map.of("HTTP_PROXY", "http://one:1", "HTTPS_PROXY", "socks5://two:2", "ALL_PROXY", "http://three:3"));
		assertThat(settings.http()).hasToString("http://one:1 (HTTP_PROXY)");
		assertThat(settings.https()).hasToString("socks5://two:2 (HTTPS_PROXY)");
		assertThat(settings.loopback()).isFalse();
	}

	@Test
	void whenOneIsNotSetThenTheOneForAllTakesItsPlace() {
		ProxySettings settings = settings(Map.of("HTTPS_PROXY", "http://two:2", "all_proxy", "socks5h://three:3"));
		assertThat(settings.http()).hasToString("socks5h://three:3 (all_proxy)");
		assertThat(settings.https()).hasToString("http://two:2 (HTTPS_PROXY)");
	}

	@Test
	void whenTheNameInLowerCaseIsSetThenThatCounts() {
		assertThat(settings(Map.of("HTTP_PROXY", "http://one:1", "http_proxy", "http://two:2")).http())
			.hasToString("http://two:2 (http_proxy)");
		assertThat(settings(Map.of("HTTP_PROXY", "http://one:1", "http_proxy", " ")).http())
			.hasToString("http://one:1 (HTTP_PROXY)");
	}

	@Test
	void whenAClientMayHaveSetTheVariableThenItIsIgnored() {
		Map<String, String> cgi = Map.of("HTTP_PROXY", "http://evil:1", "HTTPS_PROXY", "http://good:2",
				"REQUEST_METHOD", "GET");
		assertThat(settings(cgi).http()).isNull();
		assertThat(settings(cgi).https()).hasToString("http://good:2 (HTTPS_PROXY)");
	}

	@ParameterizedTest
	@CsvSource({ "proxy.example:3128, http://proxy.example:3128", "proxy.example, http://proxy.example:80",
			"http://proxy.example/, http://proxy.example:80", "socks5://proxy.example, socks5://proxy.example:1080",
			"[::1], http://[::1]:80", "HTTP://proxy_1:3128, http://proxy_1:3128" })
	void whenThereIsNoSchemeOrPortThenTheUsualOneIsMeant(String variable, String url) {
		ProxyServer proxy = settings(Map.of("HTTP_PROXY", variable)).http();
		assertThat(proxy).isNotNull();
		assertThat(proxy.url()).isEqualTo(url);
	}

	@Test
	void whenThereIsUserInfoThenItIsDecodedAndNeverShown() {
		ProxyServer proxy = settings(Map.of("HTTP_PROXY", "http://me%40work:p%3A+w@proxy:3128")).http();
		assertThat(proxy).isNotNull().hasToString("http://proxy:3128 (HTTP_PROXY)");
		assertThat(proxy.credentials()).hasToString("***");
		assertThat(proxy.credentials().username()).isEqualTo("me@work");
		assertThat(proxy.credentials().password()).isEqualTo("p:+w");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://me:secret@proxy:3128", "socks4://me:secret@proxy:1080",
			"http://me:secret@proxy:99999", "http://me:secret@:3128", "http://me:%zz-secret@proxy:1" })
	void whenItCannotBeUsedThenItIsIgnoredAndSaidWithoutThePassword(String variable) {
		ProxyEnvironment environment = new ProxyEnvironment(Map.of("HTTPS_PROXY", variable));
		assertThat(environment.settings()).isEqualTo(ProxySettings.NONE);
		assertThat(environment.problems()).containsExactly(
				"The environment variable HTTPS_PROXY is ignored: it must be http://host:port or socks5://host:port");
	}

	@Test
	void whenARuleCannotBeUsedThenTheOthersCount() {
		ProxyEnvironment environment = new ProxyEnvironment(
				Map.of("HTTP_PROXY", "http://one:1", "no_proxy", "a.example, 10.0.0.0/99 .b.example"));
		assertThat(environment.settings().noProxy()).containsExactly("a.example", ".b.example");
		assertThat(environment.problems()).singleElement()
			.asString()
			.startsWith("'10.0.0.0/99' in the environment variable no_proxy is ignored: ");
	}

	private static ProxySettings settings(Map<String, String> variables) {
		ProxyEnvironment environment = new ProxyEnvironment(variables);
		assertThat(environment.problems()).isEmpty();
		return environment.settings();
	}

}
