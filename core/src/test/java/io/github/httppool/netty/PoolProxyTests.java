package io.github.httppool.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.httppool.HostSnapshot;
import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import io.github.httppool.RawServer;
import io.github.httppool.RelayProxy;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.transport.ProxyProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Calls through a proxy of the pool's settings.
 */
class PoolProxyTests {

	private static final String NAME = "known-to-the-proxy.invalid";

	private static final Duration SHORT = Duration.ofMillis(300);

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	@RegisterExtension
	final RelayProxy http = RelayProxy.http();

	@RegisterExtension
	final RelayProxy socks = RelayProxy.socks5();

	// Through

	@ParameterizedTest
	@EnumSource(ProxyServer.Type.class)
	void whenThePoolHasAProxyThenCallsGoThroughItAndItResolvesTheirNames(ProxyServer.Type type) {
		RelayProxy proxy = proxy(type);
		this.pool.proxy(through(type));
		assertThat(get(url(NAME)).block()).isEqualTo("ok");
		await().until(() -> this.pool.snapshot().idle() == 1);
		assertThat(get(url(NAME)).block()).isEqualTo("ok");
		assertThat(proxy.targets()).containsExactly(NAME + ":" + port());
		assertThat(this.pool.snapshot().hosts()).extracting(HostSnapshot::host).containsExactly(NAME + ":" + port());
	}

	@ParameterizedTest
	@EnumSource(ProxyServer.Type.class)
	void whenTheTargetSpeaksTlsThenTheHandshakeIsWithTheTarget(ProxyServer.Type type) throws Exception {
		this.pool.proxy(through(type));
		DisposableServer target = tlsServer();
		try {
			HttpClient client = this.pool.pool()
				.httpClient()
				.secure((spec) -> spec.sslContext(Http11SslContextSpec.forClient()
					.configure((tls) -> tls.trustManager(InsecureTrustManagerFactory.INSTANCE))));
			assertThat(get(client, "https://%s:%d/".formatted(NAME, target.port())).block()).isEqualTo("ok");
			assertThat(proxy(type).targets()).containsExactly(NAME + ":" + target.port());
		}
		finally {
			target.disposeNow();
		}
	}

	@Test
	void whenTheTargetIsThisMachineThenAProxyThatWasSetIsUsed() {
		this.pool.proxy(through(ProxyServer.Type.HTTP));
		assertThat(get(url("127.0.0.1")).block()).isEqualTo("ok");
		assertThat(this.http.targets()).containsExactly("127.0.0.1:" + port());
	}

	@Test
	void whenHostsAreBehindOneProxyThenEachHasALimitOfItsOwn() {
		this.pool.maxConnections(2).proxy(through(ProxyServer.Type.HTTP));
		Flux.range(0, 12)
			.flatMap((i) -> get(url("host-%d.invalid".formatted(i % 3))), 12)
			.as((calls) -> assertThat(calls.collectList().block()).hasSize(12));
		assertThat(this.pool.snapshot().hosts()).hasSize(3)
			.allSatisfy((host) -> assertThat(host.idle()).isBetween(1, 2));
	}

	@Test
	void whenTheProxyIsGivenByNameThenThePoolResolvesIt() {
		this.pool.proxy(ProxySettings.through(ProxyServer.of("http://localhost:" + this.http.port())));
		assertThat(get(url(NAME)).block()).isEqualTo("ok");
		assertThat(this.http.targets()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(ProxyServer.Type.class)
	void whenConnectionsAreOpenedBeforeCallsThenTheyLeadThroughTheProxyAndCallsUseThem(ProxyServer.Type type) {
		this.pool.proxy(through(type));
		HttpClient client = this.pool.pool().httpClient();
		this.pool.pool().warmUps().openFor(() -> List.of(client));
		assertThat(this.pool.pool().warmUp(URI.create(url(NAME)), 2)).succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo(2);
		String target = NAME + ":" + port();
		assertThat(proxy(type).targets()).containsExactly(target, target);
		assertThat(get(client, url(NAME)).block()).isEqualTo("ok");
		assertThat(proxy(type).targets()).hasSize(2);
		assertThat(this.pool.snapshot().created()).isEqualTo(2);
	}

	// Not through

	@Test
	void whenARuleAppliesThenTheTargetIsReachedDirectly() {
		this.pool.proxy(ProxySettings.through(ProxyServer.of("http://" + this.http.address()), "localhost"));
		assertThat(get(url("localhost")).block()).isEqualTo("ok");
		assertThat(this.http.connections()).isZero();
		assertThat(get(url("127.0.0.1")).block()).isEqualTo("ok");
		assertThat(this.http.connections()).isOne();
	}

	@Test
	void whenProxiesAreOfTheEnvironmentThenTheSchemeChoosesAndThisMachineIsReachedDirectly() {
		this.pool.proxy(ProxySettings.fromEnvironment(Map.of("HTTP_PROXY", this.http.address(), "HTTPS_PROXY",
				"socks5://" + this.socks.address(), "NO_PROXY", "direct.invalid")));
		assertThat(get(url("127.0.0.1")).block()).isEqualTo("ok");
		assertThat(this.http.connections()).isZero();
		assertThat(get(url(NAME)).block()).isEqualTo("ok");
		assertThat(this.http.targets()).containsExactly(NAME + ":" + port());
		// The server does not speak TLS, but the proxy has been asked.
		assertFails(get("https://%s:%d/".formatted(NAME, port())));
		assertThat(this.socks.targets()).containsExactly(NAME + ":" + port());
		assertFails(get(url("direct.invalid"))).isInstanceOf(UnknownHostException.class)
			.hasMessageNotContaining("proxy");
	}

	@Test
	void whenTheClientHasAProxyItselfThenThatIsUsed() {
		this.pool.proxy(through(ProxyServer.Type.SOCKS5));
		HttpClient client = this.pool.pool()
			.httpClient()
			.proxy((proxy) -> proxy.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(this.http.port()));
		assertThat(get(client, url(NAME)).block()).isEqualTo("ok");
		assertThat(this.http.targets()).hasSize(1);
		assertThat(this.socks.connections()).isZero();
	}

	// Credentials

	@ParameterizedTest
	@EnumSource(ProxyServer.Type.class)
	void whenTheProxyKnowsTheCredentialsThenItConnects(ProxyServer.Type type) {
		proxy(type).demanding("me", "p:w");
		this.pool.proxy(ProxySettings.through(server(type).withCredentials("me", "p:w")));
		assertThat(get(url(NAME)).block()).isEqualTo("ok");
	}

	@Test
	void whenTheProxyWantsCredentialsThenTheErrorNamesProxyAndProperty() {
		this.http.demanding("me", "secret");
		this.pool.proxy(ProxySettings.through(server(ProxyServer.Type.HTTP).namedBy("httppool.proxy.url")));
		assertFails(get(url(NAME))).hasMessage(
				"proxy %s (httppool.proxy.url) answered CONNECT %s:%d with 407 Proxy Authentication Required: it wants"
						+ " a user name and password, and none is configured",
				this.http.address(), NAME, port());
	}

	@Test
	void whenTheProxyDoesNotKnowTheCredentialsThenTheErrorSaysSoAndNotWhich() {
		this.http.demanding("me", "secret");
		this.pool.proxy(ProxySettings
			.through(ProxyServer.of("http://you:guessed@" + this.http.address()).namedBy("HTTPS_PROXY")));
		assertFails(get(url(NAME))).hasMessage(
				"proxy %s (HTTPS_PROXY) answered CONNECT %s:%d with 407 Proxy Authentication Required: it does not"
						+ " accept the user name and password that it was told",
				this.http.address(), NAME, port());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTheSocksProxyRefusesTheCredentialsThenTheErrorSaysSo(boolean wrong) {
		this.socks.demanding("me", "secret");
		ProxyServer proxy = server(ProxyServer.Type.SOCKS5);
		this.pool.proxy(ProxySettings.through(wrong ? proxy.withCredentials("me", "guessed") : proxy));
		assertFails(get(url(NAME)))
			.hasMessageStartingWith(
					"proxy %s answered CONNECT %s:%d with ".formatted(this.socks.address(), NAME, port()))
			.hasMessageEndingWith(wrong ? "it does not accept the user name and password that it was told"
					: "it wants a user name and password, and none is configured");
	}

	// Failures of the proxy

	@ParameterizedTest
	@EnumSource(ProxyServer.Type.class)
	void whenTheProxyDoesNotAnswerThenTheDialFailsWithinTheConnectTimeoutAndNamesIt(ProxyServer.Type type) {
		this.server.serving((client) -> {
			while (client.socket().getInputStream().read() >= 0) {
				// Whatever it says.
			}
		});
		this.pool.connectTimeout(SHORT)
			.proxy(ProxySettings
				.through(ProxyServer.of("%s://127.0.0.1:%d".formatted(type.name().toLowerCase(Locale.ROOT), port()))
					.namedBy("ALL_PROXY")));
		assertFails(get("http://%s/".formatted(NAME)))
			.hasMessage("proxy 127.0.0.1:%d (ALL_PROXY) did not answer CONNECT %s:80 within 300 ms", port(), NAME);
		assertThat(this.pool.snapshot().created()).isZero();
	}

	@Test
	void whenTheNameOfTheProxyIsUnknownThenTheErrorNamesTheProxy() {
		this.pool.proxy(ProxySettings.through(ProxyServer.of("http://proxy.invalid:3128")));
		assertFails(get(url(NAME))).isInstanceOf(ConnectException.class)
			.hasMessageStartingWith("proxy proxy.invalid:3128 could not be reached: ");
	}

	@Test
	void whenNobodyListensAtTheProxysAddressThenTheErrorNamesTheProxy() throws IOException {
		int unused;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			unused = socket.getLocalPort();
		}
		this.pool.proxy(ProxySettings.through(ProxyServer.of("http://localhost:" + unused)));
		assertFails(get(url(NAME))).isInstanceOf(ConnectException.class)
			.hasMessageStartingWith("proxy localhost:%d could not be reached: ".formatted(unused))
			.hasMessageContaining("Connection refused");
	}

	@Test
	void whenTheTargetBehindTheProxyDoesNotSpeakTlsThenTheAddressOfTheProxyIsNotLeftOut() {
		this.pool.proxy(ProxySettings.through(ProxyServer.of("http://localhost:" + this.http.port())));
		assertFails(get("https://%s:%d/".formatted(NAME, port())));
		assertThat(get(url(NAME)).block()).isEqualTo("ok");
		assertThat(this.pool.snapshot().hosts()).flatExtracting(HostSnapshot::addresses)
			.filteredOn((row) -> row.address().startsWith("127.0.0.1"))
			.isNotEmpty()
			.allSatisfy((row) -> assertThat(row.deadSince()).isNull());
	}

	private AbstractThrowableAssert<?, ?> assertFails(Mono<String> call) {
		return assertThatThrownBy(call::block).cause()
			.satisfies((cause) -> assertThat(cause.toString()).doesNotContain("secret", "guessed"));
	}

	private RelayProxy proxy(ProxyServer.Type type) {
		return switch (type) {
			case HTTP -> this.http;
			case SOCKS5 -> this.socks;
		};
	}

	private ProxyServer server(ProxyServer.Type type) {
		return ProxyServer.of("%s://%s".formatted(type.name().toLowerCase(Locale.ROOT), proxy(type).address()));
	}

	private ProxySettings through(ProxyServer.Type type) {
		return ProxySettings.through(server(type));
	}

	private Mono<String> get(String url) {
		return this.pool.get(url);
	}

	private static Mono<String> get(HttpClient client, String url) {
		return client.get().uri(url).responseContent().aggregate().asString();
	}

	private String url(String host) {
		return "http://%s:%d/".formatted(host, port());
	}

	private int port() {
		return this.server.uri("/").getPort();
	}

	private static DisposableServer tlsServer() throws Exception {
		Class<?> here = PoolProxyTests.class;
		Http11SslContextSpec tls = Http11SslContextSpec.forServer(here.getResourceAsStream("server.crt"),
				here.getResourceAsStream("server.key"));
		return HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure((spec) -> spec.sslContext(tls))
			.handle((request, response) -> response.sendString(Mono.just("ok")))
			.bindNow();
	}

}
