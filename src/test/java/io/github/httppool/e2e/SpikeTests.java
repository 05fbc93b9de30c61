package io.github.httppool.e2e;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many callers at once: as many connections as they need, and no more.
 */
class SpikeTests {

	private static final int WARM = 5;

	private static final int CALLERS = 50;

	private static final int FEW = 3;

	private static final int SPIKES = 8;

	private static final Duration DIAL = Duration.ofMillis(150);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	/**
	 * On a busy machine the warm connections may not be done before a dial ends, so the
	 * best of several spikes counts.
	 */
	@Test
	void whenWarmConnectionsWillHaveServedTheSpikeBeforeADialEndsThenFewAreOpened() {
		NettyServer server = this.endToEnd.slowToConnect(DIAL);
		TestApplication application = start();
		long fewest = Long.MAX_VALUE;
		for (int spike = 0; spike < SPIKES && fewest > FEW; spike++) {
			fewest = Math.min(fewest, openedBySpike(application, server));
		}
		assertThat(fewest).isLessThanOrEqualTo(FEW);
	}

	private static long openedBySpike(TestApplication application, NettyServer server) {
		EndToEnd.eventually("cold", () -> {
			application.pool().evictIdle();
			assertThat(server.sockets().open()).isZero();
		});
		warmUp(application.webClient(), server);
		long warm = application.pool().snapshot().created();
		CallsUnderWay.of(CALLERS, application.webClient(), server.url("/sleep/2")).assertAnswered();
		EndToEnd.eventually("dials ended", () -> assertThat(application.pool().snapshot().connecting()).isZero());
		return application.pool().snapshot().created() - warm;
	}

	private static void warmUp(WebClient client, NettyServer server) {
		CallsUnderWay.of(WARM, client, server.url("/sleep/2")).assertAnswered();
		EndToEnd.eventually("warm", () -> assertThat(server.sockets().open()).isEqualTo(WARM));
		for (int i = 0; i < 40; i++) {
			CallsUnderWay.of(WARM, client, server.url("/sleep/2")).assertAnswered();
		}
	}

	@Test
	void whenManyCallAColdHostThenAllAreConnectedAtOnce() {
		NettyServer server = this.endToEnd.slowToConnect(DIAL);
		CallsUnderWay.of(CALLERS, start().webClient(), server.url("/sleep/1000")).assertAnswered();
		assertThat(server.sockets().peak()).isEqualTo(CALLERS);
	}

	private TestApplication start() {
		return this.endToEnd.application("httppool.pool.max-connections=" + CALLERS, "httppool.timeouts.acquire=20s",
				"httppool.timeouts.tls-handshake=20s", "spring.http.clients.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.truststore.certificate=classpath:io/github/httppool/e2e/server.crt");
	}

}
