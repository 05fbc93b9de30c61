package io.github.httppool.e2e;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.PoolSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a caller is told who gets no connection.
 */
class RefusalTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	private TestApplication application;

	private CallsUnderWay held;

	@BeforeEach
	void startServer() {
		this.server = this.endToEnd.nettyServer();
	}

	private void holdTheOnlyConnection(String... properties) {
		this.application = this.endToEnd.application(properties);
		// A first connection may take longer than a caller of these tests waits.
		await("connected").ignoreExceptions().until(() -> callByWebClient().equals("ok"));
		this.held = CallsUnderWay.of(1, this.application.webClient(), this.server.url("/held"));
		EndToEnd.eventually("the only connection held", () -> assertThat(this.server.held()).isOne());
	}

	@AfterEach
	void release() {
		this.server.release();
		this.held.assertAnswered();
	}

	@Test
	void whenNoConnectionBecomesFreeInTimeThenRestClientSaysHowManyAreActive() {
		holdTheOnlyConnection("httppool.pool.max-connections=1", "httppool.timeouts.acquire=100ms");
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::callByRestClient)
			.havingCause()
			.isExactlyInstanceOf(AcquireTimeoutException.class)
			.withMessageStartingWith("no connection to %s from pool 'default' within 1", this.server.host())
			.withMessageContaining("1 of 1 active, 0 idle, 0 connecting");
	}

	@Test
	void whenNoConnectionBecomesFreeInTimeThenWebClientSaysHowManyAreActive() {
		holdTheOnlyConnection("httppool.pool.max-connections=1", "httppool.timeouts.acquire=100ms");
		assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(this::callByWebClient)
			.havingCause()
			.isExactlyInstanceOf(AcquireTimeoutException.class)
			.withMessageStartingWith("no connection to %s from pool 'default' within 1", this.server.host())
			.withMessageContaining("1 of 1 active, 0 idle, 0 connecting");
	}

	@Test
	void whenTheQueueIsFullThenRestClientSaysHowManyAreWaiting() {
		holdTheOnlyConnection("httppool.pool.max-connections=1", "httppool.pool.max-pending-acquires=1");
		CallsUnderWay waiting = wait(1);
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::callByRestClient)
			.havingCause()
			.isExactlyInstanceOf(AcquireQueueFullException.class)
			.withMessageStartingWith("no connection to %s from pool 'default' and no place in its queue of 1",
					this.server.host())
			.withMessageContaining("1 of 1 active, 0 idle, 0 connecting, 1 waiting");
		waiting.cancel();
	}

	@Test
	void whenTheQueueIsFullThenWebClientSaysHowManyAreWaiting() {
		holdTheOnlyConnection("httppool.pool.max-connections=1", "httppool.pool.max-pending-acquires=1");
		CallsUnderWay waiting = wait(1);
		assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(this::callByWebClient)
			.havingCause()
			.isExactlyInstanceOf(AcquireQueueFullException.class)
			.withMessageStartingWith("no connection to %s from pool 'default' and no place in its queue of 1",
					this.server.host())
			.withMessageContaining("1 of 1 active, 0 idle, 0 connecting, 1 waiting");
		waiting.cancel();
	}

	@Test
	void whenCallersAreRefusedThenTheEndpointCountsThem() {
		holdTheOnlyConnection("httppool.pool.max-connections=1", "httppool.pool.max-pending-acquires=1",
				"httppool.timeouts.acquire=2s");
		CallsUnderWay waiting = wait(1);
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::callByRestClient);
		assertThat(waiting.failures()).hasSize(1);
		PoolSnapshot pool = this.application.pool().snapshot();
		assertThat(pool.rejected()).isOne();
		assertThat(pool.timeouts()).isOne();
	}

	private CallsUnderWay wait(int count) {
		CallsUnderWay waiting = CallsUnderWay.of(count, this.application.webClient(), this.server.url("/ok"));
		EndToEnd.eventually("waiting", () -> assertThat(this.application.pool().snapshot().pending()).isEqualTo(count));
		return waiting;
	}

	private String callByRestClient() {
		return CallsUnderWay.get(this.application.restClient(), this.server.url("/ok"));
	}

	private String callByWebClient() {
		return CallsUnderWay.get(this.application.webClient(), this.server.url("/ok")).block();
	}

}
