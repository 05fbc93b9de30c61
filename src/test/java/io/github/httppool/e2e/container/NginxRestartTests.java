package io.github.httppool.e2e.container;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.httppool.CloseReason;
import io.github.httppool.e2e.container.NginxContainer.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.junit.jupiter.Container;

import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The starter while NGINX goes away and comes back.
 */
@RequiresDocker
class NginxRestartTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int PORT = TestSocketUtils.findAvailableTcpPort();

	@Container
	private final NginxContainer nginx = new NginxContainer().withFixedPort(Server.PLAIN, PORT);

	@ParameterizedTest
	@EnumSource
	void whenNginxIsRestartedThenCallsFailMeanwhileAndSucceedAfterwards(ClientKind client) {
		try (PooledApplication application = PooledApplication.start()) {
			String url = this.nginx.url(Server.PLAIN, "/");
			application.get(client, url);
			stop();
			application.awaitNoConnection();
			assertThat(application.snapshot().closed()).containsEntry(CloseReason.SERVER_CLOSED_IDLE, 1L);
			assertThatThrownBy(() -> application.get(client, url)).hasRootCauseInstanceOf(ConnectException.class)
				.hasStackTraceContaining("Connection refused")
				.hasMessageContaining(":" + PORT);
			startAgain();
			await().atMost(PATIENCE).ignoreExceptions().until(() -> application.get(client, url) != null);
			assertThat(application.getInTurn(20, client, url)).hasSize(20);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenNginxDiesInTheMiddleOfACallThenTheCallFailsAtOnce(ClientKind client) {
		try (PooledApplication application = PooledApplication.start()) {
			String url = this.nginx.url(Server.PLAIN, "/held");
			CompletableFuture<?> call = CompletableFuture.supplyAsync(() -> application.get(client, url),
					(task) -> new Thread(task, "test-caller").start());
			await().atMost(PATIENCE).until(() -> this.nginx.status().open() == 1);
			kill();
			assertThat(call).failsWithin(PATIENCE)
				.withThrowableThat()
				.withStackTraceContaining("GET " + url)
				.havingRootCause()
				.withMessageContaining("prematurely closed");
			application.awaitNoConnection();
			assertThat(application.snapshot().closed()).containsEntry(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE, 1L);
		}
	}

	private void stop() {
		this.nginx.getDockerClient().stopContainerCmd(this.nginx.getContainerId()).exec();
	}

	private void kill() {
		this.nginx.getDockerClient().killContainerCmd(this.nginx.getContainerId()).exec();
	}

	private void startAgain() {
		this.nginx.getDockerClient().startContainerCmd(this.nginx.getContainerId()).exec();
	}

}
