package io.github.httppool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is reached without a proxy.
 */
class NoProxyRulesTests {

	@ParameterizedTest
	@CsvSource({ "host.example, host.example", "host.example, HOST.example.", "host.example, a.host.example",
			".example, host.example", "*.example, a.host.example", "host.example:8443, host.example:8443",
			"*, anything", "10.0.0.7, 10.0.0.7", "10.0.0.0/8, 10.255.0.1", "10.0.0.0/8:8080, 10.1.1.1:8080",
			"0.0.0.0/0, 8.8.8.8", "192.168.1.128/25, 192.168.1.255", "2001:db8::/32, [2001:db8:1::7]",
			"[2001:db8::7], [2001:db8::7]", "[2001:db8::7]:443, [2001:db8::7]:443", "::1, [0:0:0:0:0:0:0:1]",
			"Straße.example, straße.example" })
	void applies(String rule, String target) throws UnknownHostException {
		assertThat(include(rule, target)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "host.example, ost.example", "host.example, myhost.example", ".example, example",
			"*.host.example, host.example", "host.example:8443, host.example:443", "10.0.0.7, 10.0.0.8",
			"10.0.0.0/8, 11.0.0.1", "10.0.0.0/8, ten.example", "192.168.1.128/25, 192.168.1.127",
			"2001:db8::/32, [2001:db9::1]", "0.0.0.0/0, [::1]", "[2001:db8::7]:443, [2001:db8::7]:80" })
	void doesNotApply(String rule, String target) throws UnknownHostException {
		assertThat(include(rule, target)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://host.example", "host.example/path", "10.0.0.0/33", "10.0.0/8", "1.2.3",
			"host.example:0", "host.example:99999", "[host.example", "a b", "2001:db8::/129", "10.0.0.0/x", "**",
			"host.*" })
	void isNoRule(String text) {
		assertThat(NoProxyRules.isRule(text)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> ProxySettings.through(ProxyServer.of("http://p:1"), text))
			.withMessageStartingWith("'%s' is no host, suffix, address or block".formatted(text));
	}

	@Test
	void whenARuleIsBlankThenItIsNone() {
		assertThat(NoProxyRules.of(Arrays.asList("", " a.example "))).hasToString("a.example");
	}

	@ParameterizedTest
	@CsvSource({ "localhost, true", "LOCALHOST, true", "127.1.2.3, true", "[::1], true", "localhost.example, false",
			"10.0.0.1, false" })
	void knowsThisMachine(String host, boolean loopback) throws UnknownHostException {
		assertThat(NoProxyRules.isLoopback(target(host))).isEqualTo(loopback);
	}

	private static boolean include(String rule, String target) throws UnknownHostException {
		return NoProxyRules.of(Arrays.asList("other.example", rule)).include(target(target));
	}

	/** Names are unresolved, addresses are not, as with Reactor Netty. */
	private static InetSocketAddress target(String text) throws UnknownHostException {
		int colon = text.lastIndexOf(':');
		boolean hasPort = colon > text.lastIndexOf(']') && text.indexOf(':') == colon || text.contains("]:");
		String host = hasPort ? text.substring(0, colon) : text;
		int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : 443;
		boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
		return literal ? new InetSocketAddress(InetAddress.getByName(host), port)
				: InetSocketAddress.createUnresolved(host, port);
	}

}
