package io.github.httppool.e2e;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers who give up while they wait for a connection.
 */
class GivingUpTests {

	private static final int WAITING = 100;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	private TestApplication application;

	private CallsUnderWay held;

	@BeforeEach
	void holdAllConnections() {
		this.server = this.endToEnd.nettyServer();
		this.application = this.endToEnd.application("httppool.pool.max-connections=2",
				"httppool.pool.max-pending-acquires=" + WAITING, "httppool.timeouts.acquire=30s");
		this.held = CallsUnderWay.of(2, this.application.restClient(), this.server.url("/held"));
		EndToEnd.eventually("all connections held", () -> assertThat(this.server.held()).isEqualTo(2));
	}

	@Test
	void whenWaitingReactiveCallsAreCancelledThenNoneIsPending() {
		CallsUnderWay waiting = CallsUnderWay.of(WAITING, this.application.webClient(), this.server.url("/ok"));
		awaitPending(WAITING);
		waiting.cancel();
		awaitPending(0);
		releaseAndProveThatNobodyElseIsServed(waiting);
	}

	@Test
	void whenWaitingThreadsAreInterruptedThenNoneIsPending() {
		CallsUnderWay waiting = CallsUnderWay.of(WAITING, this.application.restClient(), this.server.url("/ok"));
		awaitPending(WAITING);
		waiting.cancel();
		awaitPending(0);
		releaseAndProveThatNobodyElseIsServed(waiting);
	}

	private void awaitPending(int count) {
		EndToEnd.eventually(count + " pending",
				() -> assertThat(this.application.pool().snapshot().pending()).isEqualTo(count));
	}

	private void releaseAndProveThatNobodyElseIsServed(CallsUnderWay waiting) {
		assertThat(waiting.answers()).isEmpty();
		this.server.release();
		this.held.assertAnswered();
		assertThat(CallsUnderWay.get(this.application.restClient(), this.server.url("/ok"))).isEqualTo("ok");
		assertThat(this.server.sockets().accepted()).isEqualTo(2);
		assertThat(this.server.requests()).isEqualTo(3);
	}

}
