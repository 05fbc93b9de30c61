package io.github.httppool.e2e;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What is set for an HTTP service group ({@code spring.http.serviceclient.<group>.*}) is
 * honoured in both flavours, on a pool of the group's name and on the shared one.
 */
class HttpServiceGroupTests {

	@RegisterExtension
	final RecordingServer server = new RecordingServer();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	/**
	 * Spring Boot 4.1.0 ignores it for groups on WebClient (spring-boot#49279).
	 */
	@EveryGroup
	void whenTheGroupHasAReadTimeoutThenItsCallTimesOut(ClientKind kind, String group) {
		TestApplication application = start(this.server, property(group, "read-timeout=200ms"));
		assertThatException().isThrownBy(() -> kind.in(application).sleep(1000));
		assertThat(this.server.calls()).hasSize(1);
	}

	@EveryGroup
	void whenTheGroupHasAReadTimeoutThenAQuickerCallIsAnswered(ClientKind kind, String group) {
		TestApplication application = start(this.server, property(group, "read-timeout=10s"));
		assertThat(kind.in(application).sleep(0)).isEqualTo("ok");
	}

	/**
	 * Spring Boot 4.1.0 ignores it for groups on WebClient (spring-boot#49279).
	 */
	@EveryGroup
	void whenTheGroupHasAnSslBundleThenItTrustsWhomTheBundleTrusts(ClientKind kind, String group) {
		NettyServer tlsServer = this.endToEnd.tlsServer();
		TestApplication application = start(tlsServer,
				"spring.ssl.bundle.pem.mine.truststore.certificate=classpath:io/github/httppool/e2e/server.crt",
				property(group, "ssl.bundle=mine"));
		assertThat(kind.in(application).sleep(0)).isEqualTo("ok");
	}

	@EveryGroup
	void whenOnlyAnotherGroupHasTheSslBundleThenTheServerIsNotTrusted(ClientKind kind, String group) {
		NettyServer tlsServer = this.endToEnd.tlsServer();
		TestApplication application = start(tlsServer,
				"spring.ssl.bundle.pem.mine.truststore.certificate=classpath:io/github/httppool/e2e/server.crt",
				property("another", "ssl.bundle=mine"));
		assertThatException().isThrownBy(() -> kind.in(application).sleep(0))
			.withStackTraceContaining("certification path");
		assertThat(tlsServer.requests()).isZero();
	}

	@EveryGroup
	void whenTheGroupHasADefaultHeaderThenItIsSent(ClientKind kind, String group) {
		TestApplication application = start(this.server, property(group, "default-header.x-tenant=acme"));
		kind.in(application).sleep(0);
		assertThat(this.server.lastCall().headers().get("x-tenant")).containsExactly("acme");
	}

	@ParameterizedTest
	@CsvSource({ "REST_GROUP_NAMED_LIKE_A_POOL, payment", "WEB_GROUP_NAMED_LIKE_A_POOL, stock" })
	void whenGroupAndPoolHaveABaseUrlThenTheGroupsCounts(ClientKind kind, String group) {
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, ClientKind.Application.class,
				"httppool.clients.%s.base-url=http://127.0.0.1:1".formatted(group),
				property(group, "base-url=" + this.server.url("")));
		assertThat(kind.in(application).sleep(0)).isEqualTo("ok");
	}

	@ParameterizedTest
	@CsvSource({ "REST_GROUP_NAMED_LIKE_A_POOL, payment", "WEB_GROUP_NAMED_LIKE_A_POOL, stock" })
	void whenOnlyThePoolHasABaseUrlThenItsGroupCallsIt(ClientKind kind, String pool) {
		TestApplication application = this.endToEnd.application(WebApplicationType.NONE, ClientKind.Application.class,
				"httppool.clients.%s.base-url=%s".formatted(pool, this.server.url("")));
		assertThat(kind.in(application).sleep(0)).isEqualTo("ok");
	}

	private TestApplication start(TestServer upstream, String... properties) {
		return this.endToEnd.application(WebApplicationType.NONE, ClientKind.Application.class,
				ClientKind.properties(upstream, properties));
	}

	private static String property(String group, String property) {
		return "spring.http.serviceclient.%s.%s".formatted(group, property);
	}

	@ParameterizedTest
	@CsvSource({ "REST_GROUP_NAMED_LIKE_A_POOL, payment", "WEB_GROUP_NAMED_LIKE_A_POOL, stock",
			"REST_GROUP_OF_ANOTHER_NAME, weather", "WEB_GROUP_OF_ANOTHER_NAME, news" })
	@Retention(RetentionPolicy.RUNTIME)
	@interface EveryGroup {

	}

}
