package io.github.httppool.netty;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The pool on Reactor Netty against a real server that counts its sockets.
 */
class ReactorHttpPoolTests {

	private CountingServer server;

	@RegisterExtension
	final TestPool pool = new TestPool();

	@BeforeEach
	void startServer() {
		this.server = new CountingServer();
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void whenCallsFollowEachOtherThenOneConnectionServesThemAll() {
		for (int i = 0; i < 20; i++) {
			call("/ok");
		}
		PoolSnapshot snapshot = this.pool.snapshot();
		assertThat(snapshot.acquired()).isEqualTo(20);
		assertThat(snapshot.reused()).isEqualTo(19);
		assertThat(snapshot.created()).isEqualTo(1);
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void whenManyCallAtOnceThenTheServerNeverSeesMoreSocketsThanTheLimit() {
		List<String> answers = Flux.range(0, 200)
			.flatMap((i) -> this.pool.get(this.server.url("/sleep/10")), 200)
			.collectList()
			.block();
		assertThat(answers).hasSize(200);
		assertThat(this.server.peak()).isEqualTo(10);
		assertThat(this.pool.snapshot().created()).isEqualTo(10);
	}

	@Test
	void whenClientsDifferInTheirOptionsThenTheLimitCountsOverAllOfThem() {
		Flux.range(0, 200)
			.flatMap((i) -> this.pool.pool()
				.httpClient()
				.option(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000 + i % 4)
				.get()
				.uri(this.server.url("/sleep/5"))
				.responseContent()
				.aggregate()
				.asString(), 200)
			.blockLast();
		assertThat(this.server.peak()).isLessThanOrEqualTo(10);
		assertThat(this.pool.closed(CloseReason.STOLEN)).isPositive();
	}

	@Test
	void whenHostsShareATotalThenItHoldsAndNobodyStarves() {
		this.pool.maxTotal(8);
		List<CountingServer> servers = CountingServer.together(6);
		try {
			Flux.range(0, 600).flatMap((i) -> this.pool.get(servers.get(i % 6).url("/sleep/2")), 60).blockLast();
			assertThat(this.pool.snapshot().acquired()).isEqualTo(600);
			assertThat(servers).extracting(CountingServer::peak).allMatch((peak) -> peak <= 8);
		}
		finally {
			servers.forEach(CountingServer::stop);
			servers.get(0).close();
		}
	}

	@Test
	void whenCallersGiveUpThenTheyLeaveTheQueueAndNoSocketIsOpenedForThem() {
		this.pool.maxConnections(1);
		Disposable blocker = this.pool.get(this.server.url("/never")).subscribe();
		await().until(() -> this.pool.snapshot().active() == 1);
		List<Disposable> calls = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			calls.add(this.pool.get(this.server.url("/ok")).subscribe());
		}
		await().until(() -> this.pool.snapshot().pending() == 100);
		calls.forEach(Disposable::dispose);
		assertThat(this.pool.snapshot().pending()).isZero();
		blocker.dispose();
		await().until(() -> this.server.open() == 0);
		assertThat(this.pool.get(this.server.url("/ok")).block()).isEqualTo("ok");
		assertThat(this.server.accepted()).isEqualTo(2);
		assertThat(this.pool.closed(CloseReason.CLIENT_CANCELLED)).isEqualTo(1);
	}

	@Test
	void whenNothingBecomesFreeInTimeThenTheErrorHasTheFigures() {
		this.pool.maxConnections(1).acquireTimeout(Duration.ofMillis(200));
		Disposable blocker = this.pool.get(this.server.url("/never")).subscribe();
		await().until(() -> this.pool.snapshot().active() == 1);
		assertThatThrownBy(() -> this.pool.get(this.server.url("/ok")).block())
			.hasCauseInstanceOf(AcquireTimeoutException.class)
			.hasMessageContaining("no connection to " + this.server.host() + " from pool 'default' within 2")
			.hasMessageContaining("1 of 1 active, 0 idle, 0 connecting, 1 waiting");
		assertThat(this.pool.snapshot().timeouts()).isEqualTo(1);
		blocker.dispose();
	}

	@Test
	void whenTheQueueIsFullThenTheNextIsRefusedAtOnce() {
		this.pool.maxConnections(1).maxPending(2);
		List<Disposable> calls = new ArrayList<>();
		calls.add(this.pool.get(this.server.url("/never")).subscribe());
		await().until(() -> this.pool.snapshot().active() == 1);
		calls.add(this.pool.get(this.server.url("/never")).subscribe());
		calls.add(this.pool.get(this.server.url("/never")).subscribe());
		assertThatThrownBy(() -> this.pool.get(this.server.url("/ok")).block())
			.hasCauseInstanceOf(AcquireQueueFullException.class)
			.hasMessageContaining("no place in its queue of 2");
		calls.forEach(Disposable::dispose);
	}

	@Test
	@Timeout(20)
	void whenARefusedCallerMakesABlockingCallInsteadThenThatIsAnswered() {
		this.pool.maxConnections(1).maxPending(0);
		try (CountingServer other = new CountingServer()) {
			Disposable blocker = this.pool.get(this.server.url("/never")).subscribe();
			await().until(() -> this.pool.snapshot().active() == 1);
			String answer = this.pool.get(this.server.url("/ok"))
				.onErrorResume(AcquireQueueFullException.class,
						(refused) -> Mono.just(String.valueOf(this.pool.get(other.url("/ok")).block())))
				.block();
			assertThat(answer).isEqualTo("ok");
			blocker.dispose();
		}
	}

	@Test
	void whenIdleForTooLongThenConnectionsAreClosedWithoutTraffic() {
		this.pool.maxIdleTime(Duration.ofMillis(300));
		Flux.range(0, 5).flatMap((i) -> this.pool.get(this.server.url("/sleep/50"))).blockLast();
		await().until(() -> this.server.open() == 0);
		long created = this.pool.snapshot().created();
		assertThat(created).isPositive();
		await().untilAsserted(() -> assertThat(this.pool.closed(CloseReason.IDLE_TIMEOUT)).isEqualTo(created));
	}

	@Test
	void whenTooOldThenTheConnectionServesNoMore() {
		this.pool.maxLifeTime(Duration.ofMillis(200));
		await().until(() -> {
			this.pool.get(this.server.url("/ok")).block();
			return this.server.accepted() > 2;
		});
		assertThat(this.pool.closed(CloseReason.MAX_LIFETIME)).isPositive();
	}

	@Test
	void whenItHasServedEnoughThenTheConnectionIsClosed() {
		this.pool.maxRequests(3);
		for (int i = 0; i < 9; i++) {
			call("/ok");
		}
		assertThat(this.server.accepted()).isEqualTo(3);
		await().untilAsserted(() -> assertThat(this.pool.closed(CloseReason.MAX_REQUESTS)).isEqualTo(3));
	}

	@Test
	void whenTheServerClosesAnIdleConnectionThenThatIsNoticedAndTheNextCallDials() {
		try (CountingServer impatient = new CountingServer(Duration.ofMillis(200))) {
			this.pool.get(impatient.url("/ok")).block();
			await().until(() -> this.pool.snapshot().idle() == 0);
			assertThat(this.pool.closed(CloseReason.SERVER_CLOSED_IDLE)).isEqualTo(1);
			assertThat(this.pool.get(impatient.url("/ok")).block()).isEqualTo("ok");
		}
	}

	@Test
	void whenTheServerClosesAnIdleTlsConnectionThenThatIsTheReasonToo() {
		try (CountingServer impatient = CountingServer.overTls(Duration.ofMillis(200))) {
			String answer = CountingServer.trusting(this.pool.pool().httpClient())
				.get()
				.uri("https://127.0.0.1:" + impatient.port() + "/ok")
				.responseContent()
				.aggregate()
				.asString()
				.block();
			assertThat(answer).isEqualTo("ok");
			await().untilAsserted(() -> assertThat(this.pool.closed(CloseReason.SERVER_CLOSED_IDLE)).isEqualTo(1));
		}
	}

	@Test
	void whenAnIdleTlsConnectionIsEvictedThenTheServerSeesItGo() {
		try (CountingServer tls = CountingServer.overTls(Duration.ofMinutes(1))) {
			CountingServer.trusting(this.pool.pool().httpClient())
				.get()
				.uri("https://127.0.0.1:" + tls.port() + "/ok")
				.responseContent()
				.aggregate()
				.block();
			await().until(() -> this.pool.snapshot().idle() == 1);
			assertThat(this.pool.pool().evictIdle()).isEqualTo(1);
			await().until(() -> tls.open() == 0 && this.pool.pool().connections().isEmpty());
			assertThat(this.pool.closed(CloseReason.EVICTED)).isEqualTo(1);
		}
	}

	@Test
	void whenAPoolThreadEndsThePoolsThenItDoesNotWaitForItself() {
		ReactorHttpPools pools = this.pool.pools();
		this.pool.get(this.server.url("/ok")).doOnNext((answer) -> pools.close()).block();
		assertThat(pools.totals().connections()).isZero();
	}

	@Test
	void whenTheResponseSaysCloseThenTheConnectionIsNotReused() {
		this.pool.get(this.server.url("/close")).block();
		await().untilAsserted(() -> assertThat(this.pool.closed(CloseReason.NOT_PERSISTENT)).isEqualTo(1));
		assertThat(this.pool.snapshot().idle()).isZero();
	}

	@Test
	void whenNoResponseComesInTimeThenTheCallFailsAndSaysSo() {
		this.pool.responseTimeout(Duration.ofMillis(200));
		assertThatThrownBy(() -> this.pool.get(this.server.url("/never?secret=1")).block())
			.hasCauseInstanceOf(CallTimeoutException.class)
			.hasRootCauseInstanceOf(SocketTimeoutException.class)
			.hasMessageContaining("no response from " + this.server.host() + " within 200 ms: GET /never");
		await().untilAsserted(() -> assertThat(this.pool.closed(CloseReason.TIMEOUT)).isEqualTo(1));
	}

	@Test
	void whenTheBodyTakesLongerThanTheResponseTimeoutThenItIsStillRead() {
		this.pool.responseTimeout(Duration.ofMillis(200));
		List<String> chunks = this.pool.pool()
			.httpClient()
			.get()
			.uri(this.server.url("/stream"))
			.responseContent()
			.asString()
			.take(10)
			.collectList()
			.block();
		assertThat(String.join("", chunks)).contains("tick 5");
	}

	@Test
	void whenNobodyListensThenTheCallFailsWithTheConnectError() {
		int port = this.server.port();
		this.server.close();
		assertThatThrownBy(() -> this.pool.get("http://127.0.0.1:" + port + "/").block())
			.hasCauseInstanceOf(ConnectException.class);
		List<Throwable> errors = Flux.range(0, 10)
			.flatMap((i) -> this.pool.get("http://127.0.0.1:" + port + "/")
				.map((answer) -> new Throwable(answer))
				.onErrorResume((error) -> reactor.core.publisher.Mono.just(error)))
			.collectList()
			.block();
		assertThat(errors).hasSize(10).allMatch(ConnectException.class::isInstance);
		assertThat(this.pool.snapshot().created()).isZero();
	}

	@Test
	void whenTheNameIsUnknownThenTheCallFailsWithTheResolversError() {
		assertThatThrownBy(() -> this.pool.get("http://no-such-host.invalid/").block())
			.hasCauseInstanceOf(UnknownHostException.class);
	}

	@Test
	void whenDialsAreSlowAndCallsShortThenFewConnectionsAreOpened() {
		Flux.range(0, 5).flatMap((i) -> this.pool.get(this.server.url("/sleep/50"))).blockLast();
		assertThat(this.pool.snapshot().created()).isEqualTo(5);
		Flux.range(0, 10).flatMap((i) -> this.pool.get(this.server.url("/sleep/1000"))).blockLast();
		assertThat(this.pool.snapshot().created()).as("long calls get connections").isEqualTo(10);
	}

	@Test
	void whenGrownThenThoseWhoWaitAreServedAndWhenShrunkThenTheServerSeesFewer() {
		this.pool.maxConnections(4);
		Flux.range(0, 8).flatMap((i) -> this.pool.get(this.server.url("/sleep/20"))).blockLast();
		assertThat(this.server.open()).isEqualTo(4);
		this.pool.pool().resize(2);
		await().until(() -> this.server.open() == 2);
		List<Disposable> calls = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			calls.add(this.pool.get(this.server.url("/never")).subscribe());
		}
		await().until(() -> this.pool.snapshot().active() == 2);
		this.pool.pool().resize(8);
		await().until(() -> this.server.open() == 8);
		calls.forEach(Disposable::dispose);
	}

	@Test
	void whenAnObserverOfTheClientThrowsThenTheCallFailsAndTheLeaseEnds() {
		assertThatThrownBy(() -> this.pool.pool().httpClient().doOnConnected((connection) -> {
			throw new IllegalStateException("observer");
		}).get().uri(this.server.url("/ok")).responseContent().aggregate().block())
			.isInstanceOf(IllegalStateException.class)
			.hasMessage("observer");
		await().untilAsserted(() -> assertThat(this.pool.closed(CloseReason.ERROR)).isEqualTo(1));
	}

	@Test
	void whenACallIsCancelledWhileItsResponseIsDeliveredThenItsConnectionIsNotLost() {
		Disposable.Swap call = Disposables.swap();
		call.update(this.pool.pool()
			.httpClient()
			.mapConnect((connect) -> connect.doOnNext((connection) -> onAnotherThread(call::dispose)))
			.get()
			.uri(this.server.url("/bytes/300000"))
			.responseConnection((response, connection) -> Mono.just(response))
			.next()
			.subscribe());
		await().until(() -> this.pool.snapshot().acquired() == 1 && this.pool.snapshot().active() == 0);
	}

	@Test
	void whenACallIsDisposedOfWhileItEndsThenTheNextOneKeepsTheConnection() {
		this.pool.maxConnections(1);
		Disposable first = this.pool.pool()
			.httpClient()
			.doOnResponse((response, connection) -> onAnotherThread(connection::dispose))
			.get()
			.uri(this.server.url("/sleep/200"))
			.response()
			.onErrorComplete()
			.subscribe();
		await().until(() -> this.pool.snapshot().active() == 1);
		assertThat(this.pool.get(this.server.url("/ok")).block()).isEqualTo("ok");
		assertThat(this.server.accepted()).isOne();
		first.dispose();
	}

	/**
	 * Waits for it, so that it happens just now.
	 */
	private static void onAnotherThread(Runnable action) {
		CompletableFuture.runAsync(action).join();
	}

	@Test
	void whenRedirectedThenTheConnectionIsReused() {
		String answer = this.pool.pool()
			.httpClient()
			.followRedirect(true)
			.get()
			.uri(this.server.url("/redirect"))
			.responseContent()
			.aggregate()
			.asString()
			.block();
		assertThat(answer).isEqualTo("ok");
		assertThat(this.server.accepted()).isLessThanOrEqualTo(2);
		assertThat(this.pool.snapshot().acquired()).isEqualTo(2);
	}

	@Test
	void whenClosedThenThoseWhoWaitAndComeAreRefused() {
		this.pool.maxConnections(1);
		Disposable blocker = this.pool.get(this.server.url("/never")).subscribe();
		await().until(() -> this.pool.snapshot().active() == 1);
		var waiting = this.pool.get(this.server.url("/ok")).toFuture();
		await().until(() -> this.pool.snapshot().pending() == 1);
		this.pool.pools().close();
		assertThatThrownBy(waiting::get).hasCauseInstanceOf(PoolClosedException.class);
		assertThatThrownBy(() -> this.pool.get(this.server.url("/ok")).block())
			.hasCauseInstanceOf(PoolClosedException.class);
		assertThat(this.pool.closed(CloseReason.ABORTED)).isEqualTo(1);
		await().until(() -> this.server.open() == 0);
		blocker.dispose();
	}

	@Test
	void whenConnectionsAreListedThenEachSaysWhatItDoes() {
		call("/ok");
		Disposable call = this.pool.get(this.server.url("/never?token=secret")).subscribe();
		await().untilAsserted(() -> assertThat(this.pool.pool().connections()).singleElement().satisfies((row) -> {
			assertThat(row.host()).isEqualTo(this.server.host());
			assertThat(row.localPort()).isPositive();
			assertThat(row.protocol()).isEqualTo("HTTP/1.1");
			assertThat(row.tls()).isFalse();
			assertThat(row.requests()).isEqualTo(2);
			assertThat(row.request()).isEqualTo("GET /never");
		}));
		call.dispose();
	}

	/**
	 * Makes a call and waits until its connection is back: a body is complete a moment
	 * before that.
	 */
	private void call(String path) {
		assertThat(this.pool.get(this.server.url(path)).block()).isEqualTo("ok");
		await().pollInterval(Duration.ofMillis(1)).until(() -> this.pool.snapshot().active() == 0);
	}

}
