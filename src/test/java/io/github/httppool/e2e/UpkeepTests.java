package io.github.httppool.e2e;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

import io.github.httppool.CloseReason;
import io.github.httppool.e2e.Actuator.PoolFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pool does by itself, and that its books are right at every moment.
 */
class UpkeepTests {

	private static final int SAMPLES = 200;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@Test
	void whenThereIsNoTrafficThenIdleConnectionsAreGoneAfterTheirTime() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.application("httppool.pool.max-idle-time=300ms",
				"httppool.pool.eviction-interval=50ms");
		CallsUnderWay calls = CallsUnderWay.of(5, application.webClient(), server.url("/held"));
		EndToEnd.eventually("connected", () -> assertThat(server.held()).isEqualTo(5));
		server.release();
		calls.assertAnswered();
		EndToEnd.eventually("no socket", () -> assertThat(server.sockets().open()).isZero());
		assertThat(application.pool().snapshot().closed()).containsEntry(CloseReason.IDLE_TIMEOUT, 5L);
	}

	@Test
	void whenLookedAtUnderLoadThenEveryConnectionCreatedIsActiveIdleOrClosed() {
		NettyServer server = this.endToEnd.nettyServer();
		TestApplication application = this.endToEnd.webApplication("httppool.pool.max-connections=4",
				"httppool.pool.max-requests-per-connection=5", "httppool.pool.max-idle-connections=2",
				"httppool.timeouts.acquire=20s");
		try (Load load = Load.of(8, anyCall(application.restClient(), server))) {
			for (int i = 0; i < SAMPLES; i++) {
				PoolFigures pool = application.actuator().pool();
				assertThat(pool.created()).as("%s", pool).isEqualTo(pool.active() + pool.idle() + pool.closed());
				assertThat(pool.active() + pool.idle()).isLessThanOrEqualTo(4);
			}
			assertThat(load.answers()).isPositive();
			assertThat(load.failures()).isEmpty();
		}
	}

	private static Callable<String> anyCall(RestClient client, NettyServer server) {
		return () -> switch (ThreadLocalRandom.current().nextInt(4)) {
			case 0 -> CallsUnderWay.get(client, server.url("/close"));
			case 1 -> client.get().uri(server.url("/endless")).exchange((request, response) -> "abandoned");
			case 2 -> CallsUnderWay.get(client, server.url("/sleep/3"));
			default -> CallsUnderWay.get(client, server.url("/ok"));
		};
	}

}
