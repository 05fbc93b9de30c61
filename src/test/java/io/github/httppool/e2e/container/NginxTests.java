package io.github.httppool.e2e.container;

import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.e2e.container.NginxContainer.Answer;
import io.github.httppool.e2e.container.NginxContainer.Server;
import io.github.httppool.e2e.container.NginxContainer.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.junit.jupiter.Container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The starter against NGINX, HTTP/1.1 plain and over TLS. What the pool says it did is
 * compared with what NGINX saw.
 */
@RequiresDocker
class NginxTests {

	private static final int MAX_CONNECTIONS = 10;

	private static final String[] PROPERTIES = { "httppool.pool.max-connections=" + MAX_CONNECTIONS,
			"httppool.pool.max-pending-acquires=200", "httppool.timeouts.acquire=20s" };

	private static final String[] TRUST = { "spring.http.clients.ssl.bundle=nginx",
			"spring.ssl.bundle.pem.nginx.truststore.certificate=classpath:container/localhost.crt" };

	@Container
	private static final NginxContainer nginx = new NginxContainer();

	@AfterEach
	void nginxHasNoConnectionLeft() {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(nginx.status().open()).isZero());
	}

	@ParameterizedTest
	@MethodSource("clientsPlainAndOverTls")
	void whenCallsFollowEachOtherThenConnectionsAreReused(ClientKind client, Server server) {
		try (PooledApplication application = start()) {
			Status before = nginx.status();
			List<Answer> answers = application.getInTurn(50, client, nginx.url(server, "/"));
			long accepted = nginx.status().acceptedSince(before);
			// The caller of WebClient hears of the end of an answer a moment before the
			// connection is free again.
			assertThat(accepted).isBetween(1L, (client == ClientKind.REST_CLIENT) ? 1L : 5L);
			assertThat(distinctConnections(answers)).isLessThanOrEqualTo(accepted);
			PoolSnapshot snapshot = application.snapshot();
			assertThat(snapshot.acquired()).isEqualTo(50);
			assertThat(snapshot.reused()).isEqualTo(50 - distinctConnections(answers));
			assertThat(snapshot.created()).isEqualTo(accepted);
			assertThat(application.pool().connections()).allSatisfy((connection) -> {
				assertThat(connection.protocol()).isEqualTo("HTTP/1.1");
				assertThat(connection.tls()).isEqualTo(server == Server.TLS);
			});
		}
	}

	@ParameterizedTest
	@MethodSource("clientsPlainAndOverTls")
	void whenManyCallAtOnceThenNginxNeverSeesMoreConnectionsThanTheLimit(ClientKind client, Server server) {
		try (PooledApplication application = start()) {
			Status before = nginx.status();
			List<Answer> answers = application.getAtOnce(200, 200, client, nginx.url(server, "/slow"));
			Status after = nginx.status();
			assertThat(answers).hasSize(200);
			assertThat(answers).extracting(Answer::open)
				.allSatisfy((open) -> assertThat(open).isLessThanOrEqualTo(MAX_CONNECTIONS));
			assertThat(after.open()).isEqualTo(MAX_CONNECTIONS);
			assertThat(after.acceptedSince(before)).isEqualTo(MAX_CONNECTIONS);
			PoolSnapshot snapshot = application.snapshot();
			assertThat(snapshot.acquired()).isEqualTo(200);
			assertThat(snapshot.created()).isEqualTo(MAX_CONNECTIONS);
			assertThat(application.pool().connections()).extracting(ConnectionSnapshot::tls)
				.containsOnly(server == Server.TLS);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheCertificateIsNotTrustedThenTheCallFailsInTheHandshake(ClientKind client) {
		try (PooledApplication application = PooledApplication.start(PROPERTIES)) {
			assertThatThrownBy(() -> application.get(client, nginx.url(Server.TLS, "/")))
				.hasRootCauseInstanceOf(CertPathBuilderException.class)
				.hasStackTraceContaining(SSLHandshakeException.class.getName());
			application.awaitNoConnection();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenNginxClosesIdleConnectionsThenThePoolNoticesAndTheNextCallsSucceed(ClientKind client) {
		try (PooledApplication application = start()) {
			String url = nginx.url(Server.SHORT_KEEP_ALIVE, "/");
			for (int round = 0; round < 3; round++) {
				assertThat(application.getAtOnce(5, 5, client, url)).hasSize(5);
				application.awaitNoConnection();
			}
			PoolSnapshot snapshot = application.snapshot();
			assertThat(snapshot.acquired()).isEqualTo(15);
			assertThat(snapshot.closed().get(CloseReason.SERVER_CLOSED_IDLE)).isPositive();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenNginxEndsConnectionsAfterSomeRequestsThenNoCallFails(ClientKind client) {
		try (PooledApplication application = start()) {
			List<Answer> answers = application.getAtOnce(500, 8, client, nginx.url(Server.FEW_REQUESTS, "/"));
			assertThat(answers).hasSize(500);
			assertThat(answers).extracting(Answer::request)
				.contains(Server.REQUESTS)
				.allSatisfy((request) -> assertThat(request).isLessThanOrEqualTo(Server.REQUESTS));
			long ended = answers.stream().filter((answer) -> answer.request() == Server.REQUESTS).count();
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(application.snapshot().closed())
					.containsEntry(CloseReason.NOT_PERSISTENT, ended)
					.containsEntry(CloseReason.SERVER_CLOSED_IDLE, 0L)
					.containsEntry(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE, 0L));
			assertThat(application.snapshot().acquired()).isEqualTo(500);
		}
	}

	private static long distinctConnections(List<Answer> answers) {
		return answers.stream().map(Answer::connection).distinct().count();
	}

	private static PooledApplication start() {
		return PooledApplication.start(Stream.of(PROPERTIES, TRUST).flatMap(Stream::of).toArray(String[]::new));
	}

	static Stream<Arguments> clientsPlainAndOverTls() {
		return Stream.of(ClientKind.values())
			.flatMap((client) -> Stream.of(Server.PLAIN, Server.TLS).map((server) -> Arguments.of(client, server)));
	}

}
