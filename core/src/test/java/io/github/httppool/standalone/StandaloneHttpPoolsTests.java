package io.github.httppool.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolClosedException;
import io.github.httppool.ProxyServer;
import io.github.httppool.ProxySettings;
import io.github.httppool.RelayProxy;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.StubHttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class StandaloneHttpPoolsTests {

	private final CountDownLatch asked = new CountDownLatch(1);

	private final Sinks.Empty<Void> answer = Sinks.empty();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.route((routes) -> routes.get("/", (request, response) -> response.sendString(Mono.just("hello")))
			.get("/later", (request, response) -> {
				this.asked.countDown();
				return response.sendString(this.answer.asMono().thenReturn("late"));
			}))
		.bindNow();

	@RegisterExtension
	final RelayProxy proxy = RelayProxy.http().demanding("me", "secret");

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	@Test
	void whenClientsOfBothKindsAreOnAPoolThenTheyShareItsConnections() {
		String url = url("/");
		try (StandaloneHttpPools pools = HttpPools.builder().build()) {
			HttpPool pool = pools.get("default");
			RestClient restClient = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
			WebClient webClient = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
			assertThat(restClient.get().uri(url).retrieve().body(String.class)).isEqualTo("hello");
			assertThat(webClient.get().uri(url).retrieve().bodyToMono(String.class).block()).isEqualTo("hello");
			assertThat(pool.snapshot().created()).isOne();
			assertThat(pool.snapshot().acquired()).isEqualTo(2);
			await().until(() -> pools.totals().active() == 0);
		}
	}

	@Test
	void whenAPoolHasAProxyThenClientsOfBothKindsGoThroughIt() {
		String url = "http://known-to-the-proxy.invalid:%d/".formatted(this.server.port());
		HttpPoolSettings settings = HttpPoolSettings.builder()
			.maxConnections(1)
			.proxy(ProxySettings.through(ProxyServer.of("http://me:secret@" + this.proxy.address())))
			.build();
		try (StandaloneHttpPools pools = HttpPools.builder().pool("payment", settings).build()) {
			HttpPool pool = pools.get("payment");
			RestClient restClient = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
			WebClient webClient = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
			assertThat(restClient.get().uri(url).retrieve().body(String.class)).isEqualTo("hello");
			assertThat(webClient.get().uri(url).retrieve().bodyToMono(String.class).block()).isEqualTo("hello");
			assertThat(this.proxy.targets()).containsExactly("known-to-the-proxy.invalid:" + this.server.port());
			await().until(() -> pools.totals().active() == 0);
		}
	}

	@Test
	void whenNothingIsSetThenThereIsADefaultPoolWithDefaults() {
		try (StandaloneHttpPools pools = HttpPools.builder().build()) {
			assertThat(pools.names()).containsExactly(HttpPool.DEFAULT);
			assertThat(pools.get(HttpPool.DEFAULT).settings()).isEqualTo(HttpPoolSettings.DEFAULT);
		}
	}

	@Test
	void whenTheTotalIsLowThenTheDefaultGivesWay() {
		try (StandaloneHttpPools pools = HttpPools.builder().maxTotalConnections(7).build()) {
			assertThat(pools.get(HttpPool.DEFAULT).settings().pool().maxConnections()).isEqualTo(7);
		}
	}

	@Test
	void whenPoolsAreClosedThenTheCallUnderWayEndsWellAndLaterOnesFail() throws InterruptedException {
		StandaloneHttpPools pools = HttpPools.builder().eventLoops(1).build();
		RestClient client = RestClient.builder()
			.requestFactory(PooledTransports.requestFactory(pools.get("default")))
			.build();
		CompletableFuture<String> call = CompletableFuture
			.supplyAsync(() -> client.get().uri(url("/later")).retrieve().body(String.class));
		this.asked.await();
		CompletableFuture<Void> close = CompletableFuture.runAsync(pools::close);
		this.answer.tryEmitEmpty();
		assertThat(call.join()).isEqualTo("late");
		close.join();
		pools.close();
		assertThatThrownBy(() -> client.get().uri(url("/")).retrieve().body(String.class))
			.hasCauseInstanceOf(PoolClosedException.class);
		assertThat(pools.totals().connections()).isZero();
	}

	@Test
	void whenThereIsAListenerThenItHears() {
		StringBuilder heard = new StringBuilder();
		HttpPoolListener listener = new HttpPoolListener() {

			@Override
			public void acquired(Acquired event) {
				heard.append(event.pool());
			}

		};
		HttpPoolSettings settings = HttpPoolSettings.builder().maxConnections(2).build();
		try (StandaloneHttpPools pools = HttpPools.builder().pool("payment", settings).listener(listener).build()) {
			RestClient.builder()
				.requestFactory(PooledTransports.requestFactory(pools.get("payment")))
				.build()
				.get()
				.uri(url("/"))
				.retrieve()
				.toBodilessEntity();
			assertThat(pools.names()).containsExactly("payment");
		}
		assertThat(heard).hasToString("payment");
	}

	@Test
	void whenAPoolIsOfAnotherKindThenItIsRefused() {
		HttpPool foreign = new StubHttpPool("other");
		assertThatIllegalArgumentException().isThrownBy(() -> PooledTransports.connector(foreign))
			.withMessage("pool 'other' (io.github.httppool.StubHttpPool) was not made by HttpPools.builder()");
	}

	@ParameterizedTest
	@MethodSource
	void whenAValueIsNotAllowedThenItIsRefused(Runnable call, String message) {
		assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
	}

	static Stream<Arguments> whenAValueIsNotAllowedThenItIsRefused() {
		return Stream.of(
				refused(() -> HttpPools.builder().maxTotalConnections(0),
						"maxTotalConnections is 0, but must be 1 or more"),
				refused(() -> HttpPools.builder().eventLoops(0), "eventLoops is 0, but must be 1 or more"),
				refused(() -> HttpPools.builder().drainTimeout(Duration.ofSeconds(-1)),
						"drainTimeout is PT-1S, but must be 0 or more"),
				refused(() -> HttpPools.builder().pool(" ", HttpPoolSettings.DEFAULT),
						"the name of a pool must not be blank"),
				refused(() -> HttpPools.builder()
					.pool("a", HttpPoolSettings.DEFAULT)
					.pool("a", HttpPoolSettings.DEFAULT), "there is a pool 'a' already"),
				refused(() -> HttpPools.builder().maxTotalConnections(10).pool("a", HttpPoolSettings.DEFAULT).build(),
						"maxConnections of pool 'a' is 200, but must be at most maxTotalConnections, which is 10"),
				refused(() -> HttpPoolSettings.builder().maxConnections(0),
						"maxConnections is 0, but must be 1 or more"),
				refused(() -> HttpPoolSettings.builder().maxConnections(5).maxIdleConnections(6).build(),
						"maxIdleConnections is 6, but must be at most maxConnections, which is 5"),
				refused(() -> HttpPoolSettings.builder().maxIdleTime(Duration.ofMinutes(10)).build(),
						"maxIdleTime is PT10M, but must be shorter than maxLifeTime, which is PT10M"),
				refused(() -> HttpPoolSettings.builder().maxLifeTime(Duration.ofMinutes(1), 1.5),
						"jitter is 1.5, but must be from 0 to 1"),
				refused(() -> HttpPoolSettings.builder().evictionInterval(Duration.ofSeconds(Long.MAX_VALUE)),
						"evictionInterval is PT2562047788015215H30M7S, but must be from 1 ms to 24 days"),
				refused(() -> HttpPoolSettings.builder().retry(retry(0, Duration.ofSeconds(1), 503, 0.2)),
						"maxAttempts is 0, but must be 1 or more"),
				refused(() -> HttpPoolSettings.builder().retry(retry(2, Duration.ofMillis(99), 503, 0.2)),
						"backoff is PT0.1S, but must be at most maxBackoff, which is PT0.099S"),
				refused(() -> HttpPoolSettings.builder().retry(retry(2, Duration.ofSeconds(1), 200, 0.2)),
						"status is 200, but must be from 400 to 599"),
				refused(() -> HttpPoolSettings.builder().retry(retry(2, Duration.ofSeconds(1), 503, Double.NaN)),
						"budget is NaN, but must be from 0 to 1"),
				refused(() -> HttpPoolSettings.builder().evictionInterval(Duration.ZERO),
						"evictionInterval is PT0S, but must be from 1 ms to 24 days"));
	}

	private static HttpPoolSettings.Retry retry(int maxAttempts, Duration maxBackoff, int status, double budget) {
		return new HttpPoolSettings.Retry(maxAttempts, Duration.ofMillis(100), maxBackoff, 1, List.of(status), budget,
				3);
	}

	private static Arguments refused(Runnable call, String message) {
		return Arguments.of(call, message);
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.port() + path;
	}

}
