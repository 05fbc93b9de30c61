package io.github.httppool.standalone;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.WarmUp;
import io.netty.channel.Channel;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
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

/**
 * Connections that are opened before a call wants them, without Spring Boot.
 */
class WarmUpTests {

	private static final int READY = 5;

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	/** Other tests may have left contexts open. */
	private final Set<Thread> threadsBefore = poolThreads();

	private final List<Channel> connections = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch together = new CountDownLatch(READY);

	private final Sinks.Empty<Void> answer = Sinks.empty();

	private DisposableServer server = start(0);

	private DisposableServer start(int port) {
		return HttpServer.create()
			.host("127.0.0.1")
			.port(port)
			.doOnChannelInit((observer, channel, remote) -> this.connections.add(channel))
			.handle((request, response) -> {
				this.requests.incrementAndGet();
				this.together.countDown();
				return response.sendString(this.answer.asMono().thenReturn("hello"));
			})
			.bindNow();
	}

	@AfterEach
	void proveThatNothingIsLeft() {
		eventually(() -> assertThat(this.connections).noneMatch(Channel::isOpen));
		eventually(() -> assertThat(poolThreads()).isSubsetOf(this.threadsBefore));
		stop();
	}

	private static Set<Thread> poolThreads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> !thread.getName().startsWith("httppool-"));
		return threads;
	}

	private void stop() {
		this.server.disposeNow();
		this.connections.forEach(Channel::close);
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionsAreReadyThenTheFirstCallsOpenNone(Client client) throws InterruptedException {
		try (StandaloneHttpPools pools = pools(settings(WarmUp.BACKGROUND))) {
			HttpPool pool = pools.get("orders");
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
			assertThat(this.requests).hasValue(0);
			List<CompletableFuture<String>> calls = Stream.generate(() -> client.call(pool, url("/")))
				.limit(READY)
				.toList();
			assertThat(this.together.await(20, TimeUnit.SECONDS)).isTrue();
			this.answer.tryEmitEmpty();
			calls.forEach((call) -> assertThat(call.join()).isEqualTo("hello"));
			assertThat(pool.snapshot().created()).isEqualTo(READY);
			assertThat(this.connections).hasSize(READY);
			assertThat(pool.snapshot().hosts()).extracting(HostSnapshot::minIdle).containsExactly(READY);
		}
	}

	@Test
	void whenTheServerRestartsThenTheyStandAgain() {
		try (StandaloneHttpPools pools = pools(settings(WarmUp.BACKGROUND))) {
			HttpPool pool = pools.get("orders");
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
			int port = this.server.port();
			// The kernel may have accepted what the server has not.
			eventually(() -> assertThat(this.connections).hasSize(READY));
			stop();
			eventually(() -> assertThat(pool.snapshot().closed().get(CloseReason.SERVER_CLOSED_IDLE)).isEqualTo(READY));
			this.server = start(port);
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
			assertThat(this.requests).hasValue(0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenTheyAreToBeOpenedWithTheFirstCallThenNoneIsBefore(Client client) {
		this.answer.tryEmitEmpty();
		try (StandaloneHttpPools pools = pools(settings(WarmUp.OFF))) {
			HttpPool pool = pools.get("orders");
			assertThat(pool.warmUp(URI.create("http://127.0.0.1:" + this.server.port()), 1)).succeedsWithin(PATIENCE)
				.isEqualTo(1);
		}
		try (StandaloneHttpPools pools = pools(settings(WarmUp.OFF))) {
			HttpPool pool = pools.get("orders");
			assertThat(pool.connections()).isEmpty();
			assertThat(client.call(pool, url("/")).join()).isEqualTo("hello");
			eventually(() -> assertThat(pool.snapshot().idle()).isEqualTo(READY));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionsAreOpenedOnceThenTheNextCallsFindThem(Client client) {
		this.answer.tryEmitEmpty();
		try (StandaloneHttpPools pools = HttpPools.builder().eventLoops(1).build()) {
			HttpPool pool = pools.get("default");
			assertThat(pool.warmUp(url("/any?query"), 3)).succeedsWithin(PATIENCE).isEqualTo(3);
			assertThat(pool.snapshot().idle()).isEqualTo(3);
			assertThat(this.requests).hasValue(0);
			assertThat(client.call(pool, url("/")).join()).isEqualTo("hello");
			assertThat(pool.snapshot().created()).isEqualTo(3);
			assertThat(pool.warmUp(url("/"), 2)).succeedsWithin(PATIENCE);
			pool.evictIdle();
			assertThat(pool.snapshot().created()).isEqualTo(3);
		}
	}

	@Test
	void whenTheHostCannotBeReachedThenItTellsWhy() {
		URI url = url("/");
		this.server.disposeNow();
		try (StandaloneHttpPools pools = HttpPools.builder().eventLoops(1).build()) {
			assertThatThrownBy(() -> pools.get("default").warmUp(url, 1).toCompletableFuture().join())
				.isInstanceOf(CompletionException.class)
				.hasMessageContaining("127.0.0.1");
		}
	}

	@Test
	void whenThePoolIsNotInUseThenItTells() {
		StandaloneHttpPools pools = HttpPools.builder().eventLoops(1).build();
		try (pools) {
			HttpPool pool = pools.get("default");
			pool.drain(Duration.ZERO).toCompletableFuture().join();
			assertFails(() -> pool.warmUp(url("/"), 1), "pool 'default' is DRAINED and opens no connections");
			pool.resume();
			assertThat(pool.warmUp(url("/"), 1)).succeedsWithin(PATIENCE);
		}
		assertFails(() -> pools.get("default").warmUp(url("/"), 1),
				"pool 'default' is CLOSED and opens no connections");
	}

	private static void assertFails(Supplier<CompletionStage<Integer>> opened, String message) {
		assertThatThrownBy(() -> opened.get().toCompletableFuture().join())
			.hasCauseInstanceOf(IllegalStateException.class)
			.hasRootCauseMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders", "orders", "ftp://orders.example/", "mailto:orders@example",
			"http://user:secret@orders.example/" })
	void whenTheUriNamesNoServerThenItIsRefused(String uri) {
		try (StandaloneHttpPools pools = HttpPools.builder().eventLoops(1).build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> pools.get("default").warmUp(URI.create(uri), 1))
				.withMessageStartingWith(
						"connections are opened to an absolute http or https URL with a host and without user-info")
				.withMessageNotContaining("secret");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 201 })
	void whenTheNumberIsOutOfRangeThenItIsRefused(int number) {
		try (StandaloneHttpPools pools = HttpPools.builder().eventLoops(1).maxTotalConnections(300).build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> pools.get("default").warmUp(url("/"), number))
				.withMessage(number + " connections cannot be kept idle by pool 'default': it must be from 1 to its "
						+ "maxIdleConnections, which is 200");
		}
	}

	@Test
	void whenSettingsContradictEachOtherThenTheyAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HttpPoolSettings.builder().maxIdleConnections(2).minIdleConnections(3).build())
			.withMessage("minIdleConnections is 3, but must be at most maxIdleConnections, which is 2");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HttpPools.builder().pool("orders", settings(WarmUp.OFF)).build())
			.withMessage("minIdleConnections of pool 'orders' is 5, but must be 0 without a baseUrl");
		assertThatIllegalArgumentException().isThrownBy(() -> HttpPools.builder().baseUrl("order", url("/")).build())
			.withMessage("there is a base URL of pool 'order', but no such pool");
	}

	private StandaloneHttpPools pools(HttpPoolSettings settings) {
		return HttpPools.builder().eventLoops(1).pool("orders", settings).baseUrl("orders", url("/orders")).build();
	}

	private static HttpPoolSettings settings(WarmUp when) {
		return HttpPoolSettings.builder()
			.maxConnections(READY)
			.minIdleConnections(READY)
			.maxIdleTime(Duration.ofMinutes(5))
			.warmUp(when)
			.build();
	}

	private URI url(String path) {
		return URI.create("http://127.0.0.1:" + this.server.port() + path);
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).untilAsserted(assertion);
	}

	enum Client {

		REST_CLIENT {

			@Override
			CompletableFuture<String> call(HttpPool pool, URI uri) {
				RestClient client = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
				CompletableFuture<String> body = new CompletableFuture<>();
				Thread caller = new Thread(() -> body.complete(client.get().uri(uri).retrieve().body(String.class)));
				caller.setDaemon(true);
				caller.start();
				return body;
			}

		},

		WEB_CLIENT {

			@Override
			CompletableFuture<String> call(HttpPool pool, URI uri) {
				WebClient client = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
				Mono<String> body = client.get().uri(uri).retrieve().bodyToMono(String.class);
				return body.toFuture();
			}

		};

		abstract CompletableFuture<String> call(HttpPool pool, URI uri);

	}

}
