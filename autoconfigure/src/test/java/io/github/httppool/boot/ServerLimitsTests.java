package io.github.httppool.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.CloseReason;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPoolListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls about the time at which a server closes its idle connections: none fails, and
 * none meets a connection that is closed. {@code -Dkeepalive.calls} says how many of each
 * client, for example 1000.
 */
@Timeout(600)
class ServerLimitsTests {

	private static final int CALLS = Integer.getInteger("keepalive.calls", 80);

	private static final int AT_ONCE = 20;

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private static final long SEED = 20261129;

	private final Queue<HttpPoolListener.FoundStale> stale = new ConcurrentLinkedQueue<>();

	@RegisterExtension
	final PooledApplication application = new PooledApplication("httppool.pool.eviction-interval=1h")
		.listening(new HttpPoolListener() {

			@Override
			public void foundStale(FoundStale event) {
				ServerLimitsTests.this.stale.add(event);
			}

		});

	@RegisterExtension
	final ExpiringServer server = new ExpiringServer().closingAfter(LIMIT);

	private int sent;

	/**
	 * The first calls must not wait for it to start.
	 */
	@BeforeEach
	void start() {
		assertThat(this.application.pool().connections()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = "REST_TEMPLATE", mode = EnumSource.Mode.EXCLUDE)
	void whenTheServerHasTaughtItsLimitThenNoCallMeetsAClosedConnection(ClientKind client) {
		learn(client);
		assertThat(host().learnedKeepAlive()).isBetween(Duration.ofMillis(700), Duration.ofMillis(1500));
		callAboutTheLimit(client);
		assertThat(this.application.closed(CloseReason.KEEP_ALIVE_LEARNED)).isPositive();
	}

	@ParameterizedTest
	@EnumSource(names = "REST_TEMPLATE", mode = EnumSource.Mode.EXCLUDE)
	void whenTheServerTellsItsLimitThenNoCallMeetsAClosedConnection(ClientKind client) {
		this.server.saying("Keep-Alive: timeout=1");
		callAboutTheLimit(client);
		assertThat(this.application.closed(CloseReason.KEEP_ALIVE_HINT)).isPositive();
	}

	/**
	 * The moment at which they are closed is over before the next calls.
	 */
	private void learn(ClientKind client) {
		for (int round = 0; round < 4; round++) {
			callTogether(client);
			PooledApplication.eventually("the server has closed the connections, or the pool has",
					() -> assertThat(this.application.pool().connections()).isEmpty());
		}
		callTogether(client);
	}

	private void callAboutTheLimit(ClientKind client) {
		Random random = new Random(SEED);
		this.stale.clear();
		int before = this.sent;
		while (this.sent - before < CALLS) {
			callTogether(client);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(600 + random.nextInt(700)));
		}
		System.out.printf("%s: %d calls on %d connections, %d found stale, closed: %s%n", client, this.sent - before,
				this.server.connections(), this.stale.size(), this.application.snapshot().closed());
		assertThat(this.stale).isEmpty();
		assertThat(this.server.read()).hasSize(this.sent)
			.allSatisfy((request, times) -> assertThat(times).as(request).hasValue(1));
	}

	private void callTogether(ClientKind client) {
		this.server.answeringTogether(AT_ONCE);
		List<CompletableFuture<ResponseEntity<String>>> calls = new ArrayList<>();
		for (int i = 0; i < AT_ONCE; i++) {
			calls.add(client.send(this.application, request(this.sent + i)));
		}
		for (int i = 0; i < AT_ONCE; i++) {
			assertThat(CallPair.answer(calls.get(i))).isEqualTo(name(this.sent + i));
		}
		this.sent += AT_ONCE;
		this.application.awaitQuiet();
	}

	/**
	 * Every other is one that must not be sent twice.
	 */
	private RequestEntity<?> request(int number) {
		return (number % 2 == 0) ? new RequestEntity<>(HttpMethod.GET, this.server.uri(name(number)))
				: new RequestEntity<>(name(number), HttpMethod.POST, this.server.uri("/"));
	}

	private static String name(int number) {
		return "/call/" + number;
	}

	@Test
	void whenTheServerClosesBehindItsLastResponseThenItIsKnownHowManyItAnswers() {
		this.server.closingAfter(Duration.ofMinutes(1)).closingAfter(3);
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			call();
			return this.application.snapshot().hosts().stream().map(HostSnapshot::learnedMaxRequests).toList();
		}, List.of(3L)::equals);
		long learned = this.application.closed(CloseReason.KEEP_ALIVE_LEARNED);
		for (int i = 0; i < 3; i++) {
			call();
		}
		PooledApplication.eventually("closed by the pool",
				() -> assertThat(this.application.closed(CloseReason.KEEP_ALIVE_LEARNED)).isEqualTo(learned + 1));
	}

	private void call() {
		assertThat(CallPair.answer(ClientKind.REST_CLIENT.send(this.application, request(this.sent))))
			.isEqualTo(name(this.sent));
		this.sent++;
		this.application.awaitQuiet();
	}

	private HostSnapshot host() {
		return this.application.snapshot().hosts().get(0);
	}

}
