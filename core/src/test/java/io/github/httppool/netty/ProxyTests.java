package io.github.httppool.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.RawServer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.transport.ProxyProvider;
import reactor.netty.transport.ProxyProvider.Proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Calls through a proxy.
 */
class ProxyTests {

	private static final String TARGET = "known-to-the-proxy.invalid";

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofSeconds(60);

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer proxy = new RawServer();

	@Test
	void whenThereIsAProxyThenItAndNotTheClientResolvesTheName() {
		AtomicReference<String> connect = new AtomicReference<>();
		this.proxy.serving((client) -> {
			connect.set(client.readHead());
			answerThrough(client);
		});
		assertThat(get("http").block()).isEqualTo("ok");
		assertThat(connect.get()).startsWith("CONNECT known-to-the-proxy.invalid:80");
	}

	@Test
	void whenTheSocksProxyConnectsThenTheCallIsAnswered() {
		this.proxy.serving((client) -> {
			client.socket().getInputStream().readNBytes(3);
			client.write(new byte[] { 5, 0 });
			client.socket().getInputStream().readNBytes(4 + 1 + TARGET.length() + 2);
			client.write(new byte[] { 5, 0, 0, 1, 127, 0, 0, 1, 0, 80 });
			client.readHead();
			client.write(RawServer.ok("ok"));
			client.readHead();
		});
		assertThat(get(Proxy.SOCKS5, "http", 0).block()).isEqualTo("ok");
	}

	// Silence

	@ParameterizedTest
	@ValueSource(strings = { "http", "https" })
	void whenTheProxyDoesNotAnswerThenTheDialFailsWithinTheConnectTimeoutAndNamesIt(String scheme) {
		this.pool.connectTimeout(SHORT).tlsTimeout(LONG);
		this.proxy.serving(ProxyTests::beSilent);
		assertFails(get(scheme)).hasMessage("proxy %s did not answer CONNECT %s:%d within 300 ms", address(), TARGET,
				port(scheme));
		assertThat(this.pool.snapshot().created()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "SOCKS4", "SOCKS5" })
	void whenTheSocksProxyDoesNotAnswerThenTheDialFailsWithinTheConnectTimeoutAndNamesIt(Proxy type) {
		this.pool.connectTimeout(SHORT);
		this.proxy.serving(ProxyTests::beSilent);
		assertFails(get(type, "http", 0)).hasMessage("proxy %s did not answer CONNECT %s:80 within 300 ms", address(),
				TARGET);
	}

	@Test
	void whenTheTlsTimeoutIsTheShorterThenTheSilentProxyIsStillToBlame() {
		this.pool.connectTimeout(SHORT.multipliedBy(3)).tlsTimeout(SHORT);
		this.proxy.serving(ProxyTests::beSilent);
		assertFails(get("https")).hasMessage("proxy %s did not answer CONNECT %s:443 within 900 ms", address(), TARGET);
	}

	@Test
	void whenTheTargetBehindTheProxyDoesNotSpeakTlsThenItHasItsOwnTimeout() {
		this.pool.connectTimeout(LONG).tlsTimeout(SHORT);
		this.proxy.serving((client) -> {
			client.readHead();
			Thread.sleep(SHORT.multipliedBy(2).toMillis());
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			beSilent(client);
		});
		assertFails(get("https")).hasMessage("TLS handshake with %s:443 through proxy %s timed out after 300 ms",
				TARGET, address());
	}

	@Test
	void whenTheClientHasATimeoutForTheProxyThenThatHolds() {
		this.pool.connectTimeout(LONG);
		this.proxy.serving(ProxyTests::beSilent);
		assertFails(get(Proxy.HTTP, "http", 200)).hasMessage("proxy %s did not answer CONNECT %s:80 within 200 ms",
				address(), TARGET);
	}

	@Test
	void whenTheProxyRecoversThenTheNextCallIsAnswered() {
		this.pool.connectTimeout(SHORT).maxConnections(1);
		AtomicInteger connections = new AtomicInteger();
		this.proxy.serving((client) -> {
			if (connections.incrementAndGet() == 1) {
				beSilent(client);
				return;
			}
			client.readHead();
			answerThrough(client);
		});
		assertFails(get("http")).hasMessageContaining("did not answer");
		assertThat(get("http").block()).isEqualTo("ok");
	}

	// Refusal

	@ParameterizedTest
	@CsvSource({ "http, 403 Forbidden", "http, 407 Proxy Authentication Required", "https, 502 Bad Gateway",
			"https, 503 Service Unavailable" })
	void whenTheProxyRefusesThenTheDialFailsAndSaysHow(String scheme, String status) {
		this.proxy.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
			client.readHead();
		});
		assertFails(get(scheme)).hasMessage("proxy %s answered CONNECT %s:%d with %s", address(), TARGET, port(scheme),
				status);
		assertThat(this.pool.snapshot().created()).isZero();
	}

	@Test
	void whenTheSocksProxyRefusesThenTheDialFailsAndSaysHow() {
		this.proxy.serving((client) -> {
			client.socket().getInputStream().readNBytes(3);
			client.write(new byte[] { 5, 0 });
			client.socket().getInputStream().readNBytes(4 + 1 + TARGET.length() + 2);
			client.write(new byte[] { 5, 5, 0, 1, 0, 0, 0, 0, 0, 0 });
			beSilent(client);
		});
		assertFails(get(Proxy.SOCKS5, "http", 0)).hasMessageStartingWith(
				"proxy %s answered CONNECT %s:80 with CONNECTION_REFUSED".formatted(address(), TARGET));
	}

	// Nonsense

	@ParameterizedTest
	@ValueSource(strings = { "http", "https" })
	void whenTheProxyClosesThenTheDialFailsAtOnce(String scheme) {
		this.proxy.serving(RawServer.Client::readHead);
		assertFails(get(scheme)).hasMessage("proxy %s closed the connection and did not answer CONNECT %s:%d",
				address(), TARGET, port(scheme));
	}

	@Test
	void whenTheProxyResetsThenTheDialFailsAtOnce() {
		this.proxy.serving((client) -> {
			client.readHead();
			client.reset();
		});
		assertFails(get("http")).hasMessage("proxy %s closed the connection and did not answer CONNECT %s:80",
				address(), TARGET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "https" })
	void whenTheProxyDoesNotSpeakHttpThenTheDialFailsAtOnce(String scheme) {
		this.proxy.serving((client) -> {
			client.readHead();
			client.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
			beSilent(client);
		});
		assertFails(get(scheme))
			.hasMessageStartingWith("proxy %s answered CONNECT %s:%d with something that is not HTTP: "
				.formatted(address(), TARGET, port(scheme)));
	}

	@Test
	void whenTheProxyDoesNotSpeakSocksThenTheDialFailsAtOnce() {
		this.proxy.serving((client) -> {
			client.write(RawServer.ok("no SOCKS here"));
			beSilent(client);
		});
		assertFails(get(Proxy.SOCKS5, "http", 0)).hasMessageStartingWith(
				"proxy %s answered CONNECT %s:80 with something that is not SOCKS5: ".formatted(address(), TARGET));
	}

	@Test
	void whenNobodyListensAtTheProxysAddressThenTheDialFailsAtOnce() throws IOException {
		int port = unusedPort();
		assertFails(get(Proxy.HTTP, port, "http", 0)).isInstanceOf(ConnectException.class)
			.hasMessageStartingWith("proxy 127.0.0.1:%d could not be reached: ".formatted(port))
			.hasMessageContaining("Connection refused");
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
	}

	private static void answerThrough(RawServer.Client client) throws Exception {
		client.write("HTTP/1.1 200 Connection established\r\n\r\n");
		client.readHead();
		client.write(RawServer.ok("ok"));
		client.readHead();
	}

	private static void beSilent(RawServer.Client client) throws Exception {
		while (client.socket().getInputStream().read() >= 0) {
			// Whatever it says.
		}
	}

	private AbstractThrowableAssert<?, ?> assertFails(Mono<String> call) {
		return assertThatThrownBy(call::block).cause();
	}

	private Mono<String> get(String scheme) {
		return get(Proxy.HTTP, scheme, 0);
	}

	private Mono<String> get(Proxy type, String scheme, long timeoutMillis) {
		return get(type, this.proxy.uri("/").getPort(), scheme, timeoutMillis);
	}

	private Mono<String> get(Proxy type, int port, String scheme, long timeoutMillis) {
		return this.pool.pool().httpClient().proxy((spec) -> {
			ProxyProvider.Builder builder = spec.type(type).host("127.0.0.1").port(port);
			if (timeoutMillis > 0) {
				builder.connectTimeoutMillis(timeoutMillis);
			}
		}).get().uri("%s://%s/".formatted(scheme, TARGET)).responseContent().aggregate().asString();
	}

	private String address() {
		return this.proxy.uri("/").getAuthority();
	}

	private static int port(String scheme) {
		return scheme.equals("https") ? 443 : 80;
	}

}
