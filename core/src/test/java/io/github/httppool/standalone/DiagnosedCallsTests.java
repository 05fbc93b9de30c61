package io.github.httppool.standalone;

import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.Diagnosis;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolException;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPoolSettings.Timeouts;
import io.github.httppool.HttpPoolSettings.Total;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSummary;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.SummaryLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each cause for which calls get no connection, brought about with a real server: the
 * message ends the investigation.
 */
class DiagnosedCallsTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration ACQUIRE = Duration.ofSeconds(1);

	private static final Duration SLOW = Duration.ofMillis(200);

	private final CountDownLatch over = new CountDownLatch(1);

	private final List<Runnable> endings = new ArrayList<>();

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	private @Nullable StandaloneHttpPools pools;

	private void serve(RawServer.Client client) throws Exception {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			switch (head.split(" ")[1]) {
				case "/silent" -> {
					RawServer.awaitLatch(this.over);
					client.write(RawServer.ok("ok"));
				}
				case "/slow" -> {
					LockSupport.parkNanos(SLOW.toNanos());
					client.write(RawServer.ok("ok"));
				}
				case "/large" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(100_000));
					RawServer.awaitLatch(this.over);
				}
				default -> client.write(RawServer.ok("ok"));
			}
		}
	}

	@AfterEach
	void nothingIsLeft() {
		this.over.countDown();
		this.endings.forEach(Runnable::run);
		await().untilAsserted(() -> {
			assertThat(pool().snapshot().active()).isZero();
			assertThat(pool().snapshot().pending()).isZero();
			assertThat(pool().snapshot().connecting()).isZero();
		});
		this.pools.close();
		assertThat(this.pools.totals().connections()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whenResponsesAreNotClosedThenTheMessageNamesTheirOrigin(Client client) {
		start(2, 10, LONG);
		this.endings.add(client.leak(pool(), uri("/large")));
		this.endings.add(client.leak(pool(), uri("/large")));
		HttpPoolException failure = failure(() -> client.get(pool(), uri("/ok")));
		assertThat(failure).isInstanceOf(AcquireTimeoutException.class)
			.hasMessageMatching("no connection to " + host() + " from pool 'default' within \\d+ ms: 2 of 2 active, "
					+ "0 idle, 0 connecting, 1 waiting; 2 responses unread for up to [\\d.]+ m?s, from .*"
					+ "DiagnosedCallsTests.*leak\\(DiagnosedCallsTests.java:\\d+\\). LEAK: the application keeps those "
					+ "responses and reads nothing; close each one, or read it to its end.")
			.returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
		assertThatPhasesAddUp(failure);
		assertThat(pool().recent().callTimeouts()).containsEntry(CallPhase.QUEUED, 1L);
		assertThat(pool().summary()).isEqualTo(new PoolSummary(SummaryLevel.CRITICAL,
				"2 of 2 in use, 1 attempt without a connection within the last minute"));
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerIsSlowerThanItWasThenTheMessageSaysSo(Client client) {
		start(2, 10, LONG);
		learn(client, "/ok");
		silence(client, 1);
		silence(client, 2);
		HttpPoolException failure = failure(() -> client.get(pool(), uri("/ok")));
		assertThat(failure)
			.hasMessageMatching(".*: 2 of 2 active, 0 idle, 0 connecting, 1 waiting; 2 calls under way for "
					+ "up to [\\d.]+ m?s, usually \\d+ ms. SLOW_UPSTREAM: " + host()
					+ " takes longer than it usually does; a larger pool would only send it more calls.")
			.returns(Diagnosis.SLOW_UPSTREAM, HttpPoolException::diagnosis);
		assertThatPhasesAddUp(failure);
	}

	@ParameterizedTest
	@EnumSource
	void whenCallsComeFasterThanTheyCanBeServedThenTheMessageNamesTheRightSize(Client client) {
		start(2, 10, LONG);
		learn(client, "/slow");
		List<CompletableFuture<Long>> calls = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			calls.add(later(() -> client.get(pool(), uri("/slow"))));
		}
		HttpPoolException failure = failure(() -> calls.stream().mapToLong(CompletableFuture::join).sum());
		assertThat(failure)
			.hasMessageMatching(".*; \\d\\d calls a second at \\d+ ms each need \\d\\d? "
					+ "connections. POOL_TOO_SMALL: raise pool.max-connections \\(2\\) to \\d\\d? or more, or call "
					+ host() + " less often.")
			.returns(Diagnosis.POOL_TOO_SMALL, HttpPoolException::diagnosis);
		assertThatPhasesAddUp(failure);
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionsCannotBeOpenedThenTheMessageSaysWhatTheyWaitFor(Client client) {
		start(2, 10, LONG);
		this.server.serving((silent) -> silent.socket().getInputStream().transferTo(OutputStream.nullOutputStream()));
		HttpPoolException failure = failure(() -> client.get(pool(), URI.create("https://" + host() + "/ok")));
		assertThat(failure)
			.hasMessageMatching(".*: 0 of 2 active, 0 idle, 1 connecting, 1 waiting; 1 connecting: TLS "
					+ "handshake with " + host() + " for [\\d.]+ m?s. CONNECT_FAILING: no connection to " + host()
					+ " can be opened; see whether it is up and can be reached from here.")
			.returns(Diagnosis.CONNECT_FAILING, HttpPoolException::diagnosis);
		assertThat(failure.phases().get(CallPhase.TLS)).isGreaterThan(ACQUIRE.dividedBy(2));
		assertThat(pool().recent().callTimeouts()).containsEntry(CallPhase.TLS, 1L);
		assertThatPhasesAddUp(failure);
		this.pools.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenOtherHostsUseUpTheTotalThenTheMessageSaysSo(Client client) {
		start(1, 1, LONG);
		silence(client, 1);
		URI elsewhere = URI.create("http://localhost:" + uri("/").getPort() + "/ok");
		HttpPoolException failure = failure(() -> client.get(pool(), elsewhere));
		assertThat(failure)
			.hasMessageMatching(".*: 0 of 1 active, 0 idle, 0 connecting, 1 waiting; all 1 connections of "
					+ "httppool.max-total-connections are in use, 1 of them elsewhere. TOTAL_LIMIT: raise "
					+ "httppool.max-total-connections, or lower the limits of the pools that use it up.")
			.returns(Diagnosis.TOTAL_LIMIT, HttpPoolException::diagnosis);
		assertThatPhasesAddUp(failure);
	}

	@ParameterizedTest
	@EnumSource
	void whenACallGetsNoResponseWhereOthersDidThenTheServerIsSlow(Client client) {
		start(1, 10, Duration.ofSeconds(1));
		learn(client, "/ok");
		HttpPoolException failure = failure(() -> client.get(pool(), uri("/silent")));
		assertThat(failure).isInstanceOf(CallTimeoutException.class)
			.hasMessageMatching("no response from " + host()
					+ " within 1000 ms: GET /silent \\(pool 'default'\\); .*waiting "
					+ "\\d+ ms. SLOW_UPSTREAM: calls to " + host() + " usually have their connection for \\d+ ms.")
			.returns(Diagnosis.SLOW_UPSTREAM, HttpPoolException::diagnosis);
		assertThat(pool().recent().callTimeouts()).containsEntry(CallPhase.WAITING, 1L);
		await().until(() -> pool().snapshot().active() == 0);
		assertThat(pool().summary()).isEqualTo(new PoolSummary(SummaryLevel.WARNING,
				"0 of 1 in use, 1 attempt timed out within the last minute waiting for the response"));
	}

	private void start(int maxConnections, int maxTotal, Duration response) {
		Timeouts timeouts = new Timeouts(ACQUIRE, LONG, LONG, LONG, response, LONG, LONG, Total.NONE);
		this.pools = HttpPools.builder()
			.maxTotalConnections(maxTotal)
			.pool(HttpPool.DEFAULT,
					HttpPoolSettings.builder().maxConnections(maxConnections).timeouts(timeouts).build())
			.build();
	}

	/**
	 * What the pool is to take for usual.
	 */
	private void learn(Client client, String path) {
		for (int i = 0; i < 12; i++) {
			client.get(pool(), uri(path));
		}
	}

	/**
	 * Has one more connection wait for the server until the test is over.
	 * @param connections how many do then
	 */
	private void silence(Client client, int connections) {
		later(() -> client.get(pool(), uri("/silent")));
		await().until(() -> pool().snapshot().active() == connections);
	}

	private static CompletableFuture<Long> later(Supplier<Long> call) {
		CompletableFuture<Long> outcome = new CompletableFuture<>();
		Thread caller = new Thread(() -> outcome.completeAsync(call, Runnable::run), "caller");
		caller.setDaemon(true);
		caller.start();
		return outcome;
	}

	private HttpPool pool() {
		return this.pools.get(HttpPool.DEFAULT);
	}

	private URI uri(String path) {
		return this.server.uri(path);
	}

	private String host() {
		return uri("/").getAuthority();
	}

	private static HttpPoolException failure(Supplier<Long> call) {
		try {
			call.get();
		}
		catch (RuntimeException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof HttpPoolException failure) {
					return failure;
				}
			}
			throw new AssertionError("no HttpPoolException", ex);
		}
		throw new AssertionError("no failure");
	}

	private static void assertThatPhasesAddUp(HttpPoolException failure) {
		assertThat(failure.elapsed()).isGreaterThanOrEqualTo(ACQUIRE).isLessThan(ACQUIRE.plusSeconds(5));
	}

	enum Client {

		REST_CLIENT {

			@Override
			long get(HttpPool pool, URI uri) {
				return client(pool).get().uri(uri).retrieve().body(String.class).length();
			}

			@Override
			Runnable leak(HttpPool pool, URI uri) {
				ClientHttpResponse response = client(pool).get().uri(uri).exchange((request, open) -> open, false);
				return response::close;
			}

			private RestClient client(HttpPool pool) {
				return RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
			}

		},

		WEB_CLIENT {

			@Override
			long get(HttpPool pool, URI uri) {
				return client(pool).get().uri(uri).retrieve().bodyToMono(String.class).block().length();
			}

			@Override
			Runnable leak(HttpPool pool, URI uri) {
				var response = client(pool).get().uri(uri).retrieve().toEntityFlux(DataBuffer.class).block();
				return () -> response.getBody().subscribe().dispose();
			}

			private WebClient client(HttpPool pool) {
				return WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
			}

		};

		abstract long get(HttpPool pool, URI uri);

		/**
		 * Leaves a response unread.
		 * @return what ends it
		 */
		abstract Runnable leak(HttpPool pool, URI uri);

	}

}
