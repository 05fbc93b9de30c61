package io.github.httppool.netty;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.CreationFailed;
import io.github.httppool.PoolClosedException;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The end of the pools, whatever is under way by then.
 */
@Timeout(60)
class ClosePoolsTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final Queue<CreationFailed> failedDials = new ConcurrentLinkedQueue<>();

	@RegisterExtension
	final TestPool pool = new TestPool().connectTimeout(LONG)
		.tlsTimeout(LONG)
		.acquireTimeout(LONG)
		.listener(new HttpPoolListener() {

			@Override
			public void creationFailed(CreationFailed event) {
				ClosePoolsTests.this.failedDials.add(event);
			}

		});

	@RegisterExtension
	final RawServer server = new RawServer();

	@RegisterExtension
	final BlackHole hole = new BlackHole();

	private final CountDownLatch over = new CountDownLatch(1);

	// ConnectAttempts that would go on for minutes

	@Test
	void whenADialGetsNoTcpConnectionThenItIsCancelled() {
		assertIsCancelled(this.pool.get(this.hole.url()));
	}

	@Test
	void whenADialGetsNoTlsHandshakeThenItIsCancelled() {
		this.server.serving(ClosePoolsTests::beSilent);
		assertIsCancelled(this.pool.get("https://" + this.server.uri("/").getAuthority() + "/"));
	}

	@Test
	void whenADialGetsNoAnswerFromTheProxyThenItIsCancelled() {
		this.server.serving(ClosePoolsTests::beSilent);
		HttpClient client = client().proxy(
				(spec) -> spec.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(this.server.uri("/").getPort()));
		assertIsCancelled(get(client, "http://api.invalid/"));
	}

	@Test
	void whenADialGetsNoAddressThenItIsCancelled() {
		assertIsCancelled(get(client().resolver(new SilentResolverGroup()), "http://api.invalid/"));
	}

	private void assertIsCancelled(Mono<String> call) {
		CompletableFuture<String> answer = call.toFuture();
		await().until(() -> this.pool.snapshot().connecting() == 1);
		this.pool.pools().close();
		assertThat(this.pool.snapshot().connecting()).isZero();
		assertThat(this.pool.pool().connections()).isEmpty();
		assertThatThrownBy(answer::get).hasCauseInstanceOf(PoolClosedException.class);
		String cancelled = "the dial to %s was cancelled, as pool 'default' is closed";
		assertThat(this.failedDials).singleElement()
			.satisfies((dial) -> assertThat(dial.error()).hasMessage(cancelled.formatted(dial.host())));
	}

	@Test
	void whenTheThreadIsInterruptedThenAllIsClosedAndItStaysInterrupted() {
		CompletableFuture<String> answer = this.pool.get(this.hole.url()).toFuture();
		await().until(() -> this.pool.snapshot().connecting() == 1);
		Thread.currentThread().interrupt();
		this.pool.pools().close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.pool.pool().connections()).isEmpty();
		await().until(answer::isCompletedExceptionally);
	}

	// Calls under way

	@Test
	void whenACallIsAbortedThenItIsTold() {
		this.server.serving((client) -> {
			client.readHead();
			beSilent(client);
		});
		CompletableFuture<String> answer = get(client(), this.server.uri("/orders?secret=1").toString()).toFuture();
		await().until(() -> !this.pool.pool().connections().isEmpty()
				&& this.pool.pool().connections().get(0).request() != null);
		this.pool.pools().close();
		assertThatThrownBy(answer::get).cause()
			.isInstanceOf(PoolClosedException.class)
			.hasMessageMatching("the call was aborted: pool 'default' closed at shutdown, "
					+ "GET /orders to 127.0.0.1:\\d+ was under way for \\d+ ms; the drain had begun \\d+ ms before");
		assertThat(this.pool.closed(CloseReason.ABORTED)).isOne();
	}

	@Test
	void whenACallIsAbortedInTheBodyThenItIsTold() {
		CountDownLatch begun = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
			beSilent(client);
		});
		CompletableFuture<String> answer = client().get()
			.uri(this.server.uri("/"))
			.responseContent()
			.asString()
			.doOnNext((part) -> begun.countDown())
			.last()
			.toFuture();
		RawServer.awaitLatch(begun);
		this.pool.pools().close();
		assertThatThrownBy(answer::get).hasCauseInstanceOf(PoolClosedException.class);
	}

	@Test
	void whenTheEndOfADrainClosesThePoolsThenClosingEnds() throws Exception {
		this.pool.drainTimeout(Duration.ofMillis(200));
		CompletableFuture<String> answer = hold();
		CompletableFuture<Void> callback = this.pool.pool()
			.drain(LONG)
			.thenRun(this.pool.pools()::close)
			.toCompletableFuture();
		CompletableFuture.runAsync(this.pool.pools()::close).get(30, TimeUnit.SECONDS);
		callback.get(30, TimeUnit.SECONDS);
		assertThatThrownBy(answer::get).hasCauseInstanceOf(PoolClosedException.class);
	}

	@Test
	void whenThePoolsStartAgainThenADrainUnderWayAbortsNothing() throws Exception {
		CompletableFuture<String> answer = hold();
		CompletableFuture<DrainReceipt> drain = drain(LONG);
		this.pool.pools().started();
		assertThat(drain.get(20, TimeUnit.SECONDS).hasCalls()).isFalse();
		this.over.countDown();
		assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("ok");
	}

	/**
	 * Makes a call that the server answers when the test is over.
	 */
	private CompletableFuture<String> hold() {
		CountDownLatch asked = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			asked.countDown();
			RawServer.awaitLatch(this.over);
			client.write(RawServer.ok("ok"));
			beSilent(client);
		});
		CompletableFuture<String> answer = get(client(), this.server.uri("/").toString()).toFuture();
		RawServer.awaitLatch(asked);
		return answer;
	}

	// On an event loop

	@Test
	void whenTheOnlyEventLoopIsStuckThenWaitingForQuietEndsInTime() throws Exception {
		Disposable call = stick();
		assertThat(drain(Duration.ofMillis(200)).get(20, TimeUnit.SECONDS).aborted()).isOne();
		this.over.countDown();
		call.dispose();
	}

	@Test
	void whenTheOnlyEventLoopIsStuckThenClosingReturnsAllTheSame() throws Exception {
		stick();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.pool.pools()::close);
		closed.get(20, TimeUnit.SECONDS);
		this.over.countDown();
		await().until(() -> this.pool.pool().connections().isEmpty());
	}

	@Test
	void whenCallsEndWhileAnEventLoopIsStuckThenWaitingForQuietEndsWithThem() throws Exception {
		Disposable call = stick();
		CompletableFuture<DrainReceipt> drain = drain(LONG);
		this.over.countDown();
		assertThat(drain.get(20, TimeUnit.SECONDS)).returns(1L, DrainReceipt::finished)
			.returns(0L, DrainReceipt::aborted);
		call.dispose();
	}

	private CompletableFuture<DrainReceipt> drain(Duration timeout) {
		return this.pool.pools().drain(timeout).thenApply((receipts) -> receipts.get(0)).toCompletableFuture();
	}

	/**
	 * Makes a call whose answer keeps the event loop until the test is over.
	 */
	private Disposable stick() {
		CountDownLatch stuck = new CountDownLatch(1);
		this.server.answering(RawServer.ok("ok"));
		Disposable call = client().get().uri(this.server.uri("/")).responseSingle((response, body) -> {
			stuck.countDown();
			RawServer.awaitLatch(this.over);
			return body.asString();
		}).subscribe();
		RawServer.awaitLatch(stuck);
		return call;
	}

	@Test
	void whenThePoolsAreClosedOnTheirEventLoopThenItIsNotBlockedForLong() {
		this.pool.get(this.hole.url()).onErrorComplete().subscribe();
		await().until(() -> this.pool.snapshot().connecting() == 1);
		this.server.answering(RawServer.ok("ok"));
		long took = get(client(), this.server.uri("/").toString()).map((answer) -> {
			long begun = System.nanoTime();
			this.pool.pools().close();
			return System.nanoTime() - begun;
		}).block();
		assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(4));
		await().until(() -> this.pool.pool().connections().isEmpty());
	}

	private HttpClient client() {
		return this.pool.pool().httpClient();
	}

	private static Mono<String> get(HttpClient client, String url) {
		return client.get().uri(url).responseContent().aggregate().asString();
	}

	private static void beSilent(RawServer.Client client) throws Exception {
		while (client.socket().getInputStream().read() >= 0) {
			// Whatever it says.
		}
	}

}
