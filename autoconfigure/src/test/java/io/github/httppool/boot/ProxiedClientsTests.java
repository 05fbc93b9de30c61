package io.github.httppool.boot;

import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.RelayProxy;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.github.httppool.client.HttpPoolCustomizer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Clients of Spring Boot behind a proxy that is configured for their pool.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ProxiedClientsTests {

	private static final String NAME = "known-to-the-proxy.invalid";

	@RegisterExtension
	final RawServer server = new RawServer().answering(RawServer.ok("ok"));

	@RegisterExtension
	final RawServer tlsServer = new RawServer(TestCertificate.serverSocketFactory()).answering(RawServer.ok("ok"));

	@RegisterExtension
	final RelayProxy http = RelayProxy.http();

	@RegisterExtension
	final RelayProxy socks = RelayProxy.socks5();

	private final Map<String, Object> variables = new HashMap<>();

	@ParameterizedTest
	@EnumSource
	void whenAProxyIsSetThenHttpAndHttpsGoThroughIt(PoolClient client) {
		run((context) -> {
			assertThat(client.get(context, "default", http(NAME))).isEqualTo("ok");
			assertThat(client.get(context, "default", https())).isEqualTo("ok");
			assertThat(this.http.targets()).containsExactly(NAME + ":" + port(this.server),
					"127.0.0.1:" + port(this.tlsServer));
		}, "httppool.proxy.url=http://" + this.http.address());
	}

	@ParameterizedTest
	@EnumSource
	void whenAClientHasASocksProxyOfItsOwnThenOthersDoNotUseIt(PoolClient client) {
		this.socks.demanding("me", "p:w");
		run((context) -> {
			assertThat(client.get(context, "payment", http(NAME))).isEqualTo("ok");
			assertThat(client.get(context, "payment", https())).isEqualTo("ok");
			assertThat(this.socks.targets()).containsExactly(NAME + ":" + port(this.server),
					"127.0.0.1:" + port(this.tlsServer));
			assertThat(client.get(context, "default", http("127.0.0.1"))).isEqualTo("ok");
			assertThat(this.socks.connections()).isEqualTo(2);
		}, "httppool.clients.payment.proxy.url=socks5://" + this.socks.address(),
				"httppool.clients.payment.proxy.username=me", "httppool.clients.payment.proxy.password=p:w");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheEnvironmentNamesProxiesThenTheSchemeChoosesAndThisMachineIsReachedDirectly(PoolClient client,
			CapturedOutput output) {
		this.variables.put("HTTP_PROXY", "http://me:secret@" + this.http.address());
		this.variables.put("HTTPS_PROXY", "socks5://" + this.socks.address());
		this.http.demanding("me", "secret");
		run((context) -> {
			assertThat(client.get(context, "default", http("127.0.0.1"))).isEqualTo("ok");
			assertThat(client.get(context, "default", https())).isEqualTo("ok");
			assertThat(this.http.connections() + this.socks.connections()).isZero();
			assertThat(client.get(context, "default", http(NAME))).isEqualTo("ok");
			assertThat(this.http.targets()).containsExactly(NAME + ":" + port(this.server));
			assertThatThrownBy(
					() -> client.get(context, "default", "https://%s:%d/".formatted(NAME, port(this.server))))
				.isNotNull();
			assertThat(this.socks.targets()).containsExactly(NAME + ":" + port(this.server));
			assertThatThrownBy(() -> client.get(context, "direct", http(NAME)))
				.hasStackTraceContaining("UnknownHostException")
				.satisfies((failure) -> assertThat(failure.toString()).doesNotContain("proxy 127"));
			assertThat(this.http.targets()).hasSize(1);
		}, "httppool.clients.direct.proxy.url=");
		assertThat(output)
			.contains(", http proxy http://%s (HTTP_PROXY), https proxy socks5://%s (HTTPS_PROXY)"
				.formatted(this.http.address(), this.socks.address()))
			.doesNotContain("secret");
	}

	@ParameterizedTest
	@EnumSource
	void whenATargetIsExceptedThenItIsReachedDirectly(PoolClient client) {
		run((context) -> {
			assertThat(client.get(context, "default", http("127.0.0.1"))).isEqualTo("ok");
			assertThat(client.get(context, "default", https())).isEqualTo("ok");
			assertThat(this.http.targets()).containsExactly("127.0.0.1:" + port(this.tlsServer));
		}, "httppool.proxy.url=http://" + this.http.address(),
				"httppool.proxy.no-proxy=.example,127.0.0.0/8:" + port(this.server));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheProxyWantsOtherCredentialsThenTheErrorNamesProxyAndPropertyAndNoSecret(PoolClient client,
			CapturedOutput output) {
		this.http.demanding("me", "secret");
		run((context) -> assertThatThrownBy(() -> client.get(context, "payment", http(NAME)))
			.hasStackTraceContaining(
					"proxy %s (httppool.clients.payment.proxy.url) answered CONNECT %s:%d with 407 Proxy"
						.formatted(this.http.address(), NAME, port(this.server)))
			.hasStackTraceContaining("it does not accept the user name and password that it was told")
			.satisfies((failure) -> assertThat(failure.toString()).doesNotContain("guessed", "me:")),
				"httppool.clients.payment.proxy.url=http://" + this.http.address(),
				"httppool.clients.payment.proxy.username=me", "httppool.clients.payment.proxy.password=guessed");
		assertThat(output)
			.contains("proxy http://%s (httppool.clients.payment.proxy.url)".formatted(this.http.address()))
			.doesNotContain("guessed");
	}

	@ParameterizedTest
	@CsvSource({ "REST_CLIENT, http", "REST_CLIENT, socks5", "WEB_CLIENT, http", "WEB_CLIENT, socks5" })
	void whenTheProxyNeverAnswersThenTheErrorNamesProxyAndPhaseWithinTheLimit(PoolClient client, String scheme) {
		this.server.serving((silent) -> {
			while (silent.socket().getInputStream().read() >= 0) {
				// Whatever it says.
			}
		});
		run((context) -> assertThatThrownBy(() -> client.get(context, "default", "http://" + NAME + "/"))
			.hasStackTraceContaining(
					"proxy 127.0.0.1:%d (httppool.proxy.url) did not answer CONNECT %s:80 within 300 ms"
						.formatted(port(this.server), NAME)),
				"httppool.proxy.url=%s://127.0.0.1:%d".formatted(scheme, port(this.server)),
				"httppool.timeouts.connect=300ms");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheApplicationSetsAProxyItselfThenThatIsUsed(PoolClient client) {
		HttpPoolCustomizer customizer = (pool, derived) -> derived
			.proxy((proxy) -> proxy.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(this.http.port()));
		application("httppool.proxy.url=socks5://" + this.socks.address())
			.withBean(HttpPoolCustomizer.class, () -> customizer)
			.run(checked((context) -> {
				assertThat(client.get(context, "default", http(NAME))).isEqualTo("ok");
				assertThat(this.http.targets()).hasSize(1);
				assertThat(this.socks.connections()).isZero();
			}));
	}

	private void run(ContextConsumer<ApplicationContext> test, String... properties) {
		application(properties).run(checked(test));
	}

	/** Ends by proving that nothing is under way. */
	private static ContextConsumer<AssertableApplicationContext> checked(ContextConsumer<ApplicationContext> test) {
		return (context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
			HttpPools pools = context.getBean(HttpPools.class);
			await().untilAsserted(() -> assertThat(pools.totals())
				.satisfies((totals) -> assertThat(totals.active() + totals.pending() + totals.connecting()).isZero()));
			pools.forEach((pool) -> {
				pool.evictIdle();
				await().untilAsserted(() -> assertThat(pool.connections()).isEmpty());
			});
		};
	}

	private ApplicationContextRunner application(String... properties) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		return new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(name, new SystemEnvironmentPropertySource(name, Map.copyOf(this.variables))))
			.withPropertyValues(TestCertificate.trusted())
			.withPropertyValues(properties);
	}

	private String http(String host) {
		return "http://%s:%d/".formatted(host, port(this.server));
	}

	private String https() {
		return "https://127.0.0.1:%d/".formatted(port(this.tlsServer));
	}

	private static int port(RawServer server) {
		return server.uri("/").getPort();
	}

}
