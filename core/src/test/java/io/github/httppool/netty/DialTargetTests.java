package io.github.httppool.netty;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider.Proxy;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Connections that are opened before a call wants them suit the calls of the client that
 * they are opened for.
 */
@ExtendWith(OutputCaptureExtension.class)
class DialTargetTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@RegisterExtension
	final TestPool pool = new TestPool();

	@RegisterExtension
	final RawServer proxy = new RawServer();

	private final CountingServer server = new CountingServer();

	private final CountingServer secure = CountingServer.overTls(Duration.ofMinutes(1));

	@AfterEach
	void stop() {
		this.server.close();
		this.secure.close();
	}

	@Test
	void whenTheServerSpeaksTlsThenTheHandshakeIsDone() {
		HttpClient client = CountingServer.trusting(this.pool.pool().httpClient());
		URI uri = URI.create("https://127.0.0.1:" + this.secure.port());
		assertThat(warmUp(uri, 3, client)).isEqualTo(3);
		assertThat(this.pool.pool().connections()).hasSize(3).allMatch((connection) -> connection.tls());
		assertThat(ask(client, uri + "/ok")).isEqualTo("ok");
		assertThat(this.pool.snapshot().created()).isEqualTo(3);
	}

	@Test
	void whenClientsConnectDifferentlyThenThereAreAsManyForEach() {
		HttpClient plain = this.pool.pool().httpClient();
		HttpClient other = plain.compress(true);
		URI uri = URI.create(this.server.url("/"));
		assertThat(warmUp(uri, 2, plain, other, plain.followRedirect(true))).isEqualTo(2);
		assertThat(this.pool.snapshot().idle()).isEqualTo(4);
		ask(plain, this.server.url("/ok"));
		ask(other, this.server.url("/ok"));
		assertThat(this.pool.snapshot().created()).isEqualTo(4);
	}

	@Test
	void whenThereIsAProxyThenItConnects() {
		this.proxy.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			client.readHead();
			client.write(RawServer.ok("ok"));
			client.readHead();
		});
		HttpClient client = this.pool.pool()
			.httpClient()
			.proxy((spec) -> spec.type(Proxy.HTTP).host("127.0.0.1").port(this.proxy.uri("/").getPort()));
		assertThat(warmUp(URI.create("http://known-to-the-proxy.invalid"), 1, client)).isEqualTo(1);
		assertThat(ask(client, "http://known-to-the-proxy.invalid/")).isEqualTo("ok");
		assertThat(this.pool.snapshot().created()).isEqualTo(1);
		assertThat(this.proxy.connections()).isEqualTo(1);
	}

	@Test
	void whenAClientIsNotOnThePoolThenItDoesNotCount() {
		HttpClient foreign = HttpClient.create(ConnectionProvider.newConnection());
		assertThat(warmUp(URI.create(this.server.url("/")), 2, foreign)).isZero();
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void whenNoClientIsOnThePoolThenNoneIsKeptReadyAndTheLogSaysWhy(CapturedOutput output) {
		this.pool.pool().warmUps().openFor(List::of);
		KeptConnections kept = this.pool.pool().warmUps().keep(URI.create(this.server.url("/")));
		assertThat(kept.whenReady()).succeedsWithin(PATIENCE);
		assertThat(output).contains("Pool 'default' keeps no connections to http://" + this.server.host()
				+ "/ ready, as none of its clients is on the pool");
	}

	@Test
	void whenCodeOnTheWayFailsThenSoDoesTheWarmUp() {
		IllegalStateException thrown = new IllegalStateException("no token");
		HttpClient client = this.pool.pool().httpClient().headersWhen((headers) -> Mono.error(thrown));
		assertThatThrownBy(() -> warmUp(URI.create(this.server.url("/")), 1, client)).hasRootCause(thrown);
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void whenCodeOnTheWayThrowsWhatReactorDoesNotCatchThenTheWarmUpFails() {
		HttpClient client = this.pool.pool().httpClient().mapConnect((connect) -> {
			throw new NoSuchMethodError("compiled against something else");
		});
		assertThatThrownBy(() -> warmUp(URI.create(this.server.url("/")), 1, client))
			.hasRootCauseInstanceOf(NoSuchMethodError.class);
	}

	@Test
	void whenCodeOnTheWayNeverEndsThenTheWarmUpFails() {
		this.pool.acquireTimeout(Duration.ofMillis(100))
			.dnsTimeout(Duration.ofMillis(50))
			.connectTimeout(Duration.ofMillis(50))
			.tlsTimeout(Duration.ofMillis(50))
			.responseTimeout(Duration.ofMillis(50));
		HttpClient client = this.pool.pool().httpClient().headersWhen((headers) -> Mono.never());
		URI uri = URI.create(this.server.url("/"));
		assertThatThrownBy(() -> warmUp(uri, 1, client))
			.hasRootCauseMessage("the client of " + uri + " has not asked the pool for a connection within 300 ms");
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void whenACallIsMadeOnTheWayThenThatIsSent() {
		HttpClient plain = this.pool.pool().httpClient();
		AtomicReference<String> token = new AtomicReference<>();
		HttpClient client = plain.headersWhen((headers) -> plain.get()
			.uri(this.server.url("/ok"))
			.responseContent()
			.aggregate()
			.asString()
			.doOnNext(token::set)
			.map((received) -> headers.set("Authorization", received)));
		assertThat(warmUp(URI.create(this.server.url("/")), 2, client)).isGreaterThanOrEqualTo(2);
		assertThat(token).hasValue("ok");
	}

	@Test
	void whenTheConnectionsAreOpenedThenHooksOfRequestsAreNotCalled() {
		AtomicInteger called = new AtomicInteger();
		HttpClient client = this.pool.pool()
			.httpClient()
			.doOnRequest((request, connection) -> called.incrementAndGet())
			.doOnRequestError((request, error) -> called.incrementAndGet())
			.doOnResponseError((response, error) -> called.incrementAndGet());
		assertThat(warmUp(URI.create(this.server.url("/")), 2, client)).isEqualTo(2);
		assertThat(called).hasValue(0);
	}

	private int warmUp(URI uri, int connections, HttpClient... clients) {
		this.pool.pool().warmUps().openFor(() -> List.of(clients));
		return this.pool.pool().warmUp(uri, connections).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static String ask(HttpClient client, String url) {
		return client.get().uri(url).responseContent().aggregate().asString().block(PATIENCE);
	}

}
