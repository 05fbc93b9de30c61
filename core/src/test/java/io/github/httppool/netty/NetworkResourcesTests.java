package io.github.httppool.netty;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Event loops and name resolvers, those that the application brings along included.
 */
class NetworkResourcesTests {

	@RegisterExtension
	final TestPool pool = new TestPool();

	// Upkeep

	@Test
	void whenUpkeepEndsInAnErrorThenItIsRepeatedAllTheSame() {
		NetworkResources network = new NetworkResources(new SharedResources(1));
		try {
			AtomicInteger runs = new AtomicInteger();
			network.every(Duration.ofMillis(5), () -> {
				runs.incrementAndGet();
				throw new NoClassDefFoundError("upkeep that fails badly on purpose");
			});
			await().until(() -> runs.get() >= 3);
		}
		finally {
			network.close().block();
		}
	}

	// Names

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenAClientRunsOnEventLoopsOfTheApplicationThenItResolvesNames(boolean nativeTransport) {
		LoopResources loops = LoopResources.create("application", 1, true);
		try (CountingServer server = new CountingServer()) {
			HttpClient client = this.pool.pool().httpClient().runOn(loops, nativeTransport);
			assertThat(get(client, server)).isEqualTo("ok");
			assertThat(get(this.pool.pool().httpClient(), server)).isEqualTo("ok");
		}
		finally {
			this.pool.pools().close();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenAClientRunsOnEventLoopsOfTheApplicationThenItAsksForNames(boolean nativeTransport) {
		LoopResources loops = LoopResources.create("application", 1, true);
		try {
			HttpClient client = this.pool.pool().httpClient().runOn(loops, nativeTransport);
			assertThatThrownBy(() -> client.get().uri("http://api.invalid/").response().block())
				.hasCauseInstanceOf(UnknownHostException.class)
				.hasMessageNotContaining("couldn't setup transport");
		}
		finally {
			this.pool.pools().close();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
		}
	}

	private static String get(HttpClient client, CountingServer server) {
		Mono<String> answer = client.get()
			.uri("http://localhost:%d/ok".formatted(server.port()))
			.responseContent()
			.aggregate()
			.asString();
		return answer.block();
	}

}
