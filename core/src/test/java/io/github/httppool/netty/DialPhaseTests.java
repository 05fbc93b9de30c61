package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.RawServer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * ConnectAttempts that do not come to an end in time: the caller is told what they wait
 * for, for how long and for whom.
 */
class DialPhaseTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@RegisterExtension
	final TestPool pool = new TestPool().acquireTimeout(Duration.ofSeconds(1))
		.connectTimeout(LONG)
		.tlsTimeout(LONG)
		.maxConnections(2);

	@RegisterExtension
	final RawServer server = new RawServer();

	private final CountDownLatch over = new CountDownLatch(1);

	@Test
	void whenTheTlsHandshakeGetsNoAnswerThenTheTimeoutSaysSo() {
		this.server.serving(this::beSilent);
		assertTimesOut(this.pool.get("https://" + address() + "/"))
			.hasMessageContaining("0 of 2 active, 0 idle, 1 connecting, 1 waiting; ")
			.hasMessageMatching(".*; 1 connecting: TLS handshake with %s for [\\d.]+ m?s(\\. CONNECT_FAILING: .*)?"
				.formatted(address()));
	}

	@Test
	void whenTheHostIsABlackHoleThenTheTimeoutSaysSo() {
		BlackHole hole = new BlackHole();
		assertTimesOut(this.pool.get(hole.url()))
			.hasMessageMatching(".*; 1 connecting: TCP connect to %s for [\\d.]+ m?s(\\. CONNECT_FAILING: .*)?"
				.formatted(hole.address()));
	}

	@Test
	void whenTheNameIsNotResolvedThenTheTimeoutSaysSo() {
		assertTimesOut(get(client().resolver(new SilentResolverGroup()), "http://api.invalid/")).hasMessageMatching(
				".*; 1 connecting: DNS name resolution of api.invalid for [\\d.]+ m?s(\\. CONNECT_FAILING: .*)?");
	}

	@Test
	void whenTheProxyDoesNotAnswerThenTheTimeoutSaysSo() {
		this.server.serving(this::beSilent);
		assertTimesOut(get(throughProxy(), "http://api.invalid/"))
			.hasMessageMatching(".*; 1 connecting: proxy CONNECT through %s for [\\d.]+ m?s(\\. CONNECT_FAILING: .*)?"
				.formatted(address()));
	}

	@Test
	void whenTheTlsHandshakeThroughTheProxyGetsNoAnswerThenTheTimeoutSaysSo() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			beSilent(client);
		});
		assertTimesOut(get(throughProxy(), "https://api.invalid/")).hasMessageMatching(
				".*; 1 connecting: TLS handshake with api.invalid:443 for [\\d.]+ m?s(\\. CONNECT_FAILING: .*)?");
	}

	@Test
	void whenTheEventLoopIsStuckThenTheTimeoutSaysSo() {
		CountDownLatch stuck = new CountDownLatch(1);
		this.server.answering(RawServer.ok("ok"));
		this.pool.get("http://" + address() + "/").doOnNext((answer) -> {
			stuck.countDown();
			RawServer.awaitLatch(this.over);
		}).subscribe();
		RawServer.awaitLatch(stuck);
		Mono<String> call = this.pool.get("http://127.0.0.2:" + this.server.uri("/").getPort() + "/");
		var answer = call.toFuture();
		await().until(() -> this.pool.pool().engine().snapshot().connecting() == 1);
		assertThatThrownBy(answer::get).hasCauseInstanceOf(AcquireTimeoutException.class)
			.hasMessageMatching(".*, 1 waiting; meanwhile the event loops were late by \\d+ ms: "
					+ "the machine is short of CPU, or application code blocks them"
					+ "; 1 connecting: wait for an event loop to dial 127.0.0.2:\\d+ for [\\d.]+ m?s");
		this.over.countDown();
	}

	private AbstractThrowableAssert<?, ?> assertTimesOut(Mono<String> call) {
		return assertThatThrownBy(call::block).cause().isInstanceOf(AcquireTimeoutException.class);
	}

	/**
	 * Until the client goes.
	 */
	private void beSilent(RawServer.Client client) throws Exception {
		while (client.socket().getInputStream().read() >= 0) {
			// Whatever it says.
		}
	}

	private HttpClient client() {
		return this.pool.pool().httpClient();
	}

	private HttpClient throughProxy() {
		return client().proxy(
				(spec) -> spec.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(this.server.uri("/").getPort()));
	}

	private static Mono<String> get(HttpClient client, String url) {
		return client.get().uri(url).responseContent().aggregate().asString();
	}

	private String address() {
		return this.server.uri("/").getAuthority();
	}

}
