package io.github.httppool.standalone;

import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.httppool.AbortedCall;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.HttpPoolsBuilder;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolState;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Draining and closing pools while calls of both clients are under way.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class DrainedPoolsTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final Semaphore arrived = new Semaphore(0);

	private final Semaphore released = new Semaphore(0);

	private final AtomicInteger busy = new AtomicInteger();

	private final AtomicInteger requests = new AtomicInteger();

	private final Queue<DrainReceipt> receipts = new ConcurrentLinkedQueue<>();

	private final CountDownLatch pauses = new CountDownLatch(1);

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.route((routes) -> routes.get("/now", this::answer)
			.get("/later", (request, response) -> hold().then(Mono.from(answer(request, response))))
			.get("/moved",
					(request, response) -> hold().then(Mono.defer(() -> Mono.from(response.sendRedirect("/now")))))
			.get("/busy", this::answerOnceNotBusy)
			.get("/events", this::stream)
			.ws("/socket", (in, out) -> Mono.fromRunnable(this.arrived::release).then(Mono.never())))
		.bindNow();

	private StandaloneHttpPools pools;

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		this.requests.incrementAndGet();
		return response.sendString(Mono.just("answer")).then();
	}

	private Mono<Void> answerOnceNotBusy(HttpServerRequest request, HttpServerResponse response) {
		if (this.busy.getAndDecrement() > 0) {
			return response.status(503).header("Retry-After", "1").send();
		}
		return answer(request, response);
	}

	private Mono<Void> stream(HttpServerRequest request, HttpServerResponse response) {
		this.arrived.release();
		return response.sse().sendString(Flux.concat(Mono.just("data: one\n\n"), Mono.never())).then();
	}

	private Mono<Void> hold() {
		return Mono.<Void>fromRunnable(() -> {
			this.arrived.release();
			this.released.acquireUninterruptibly();
		}).subscribeOn(Schedulers.boundedElastic());
	}

	@AfterEach
	void proveThatNothingIsLeft() {
		this.released.release(100);
		this.pools.close();
		this.server.disposeNow();
		assertThat(this.pools.totals().connections()).isZero();
		assertThat(this.pools.get(HttpPool.DEFAULT).snapshot().pending()).isZero();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("http-pool-clock")));
	}

	private HttpPool open(UnaryOperator<HttpPoolsBuilder> changes) {
		HttpPoolSettings.Retry off = HttpPoolSettings.Retry.DEFAULT;
		HttpPoolSettings settings = HttpPoolSettings.builder()
			.maxConnections(5)
			.retry(new HttpPoolSettings.Retry(3, off.backoff(), off.maxBackoff(), off.jitter(), off.statuses(), 1, 10))
			.build();
		this.pools = changes.apply(HttpPools.builder().drainTimeout(LONG).listener(new HttpPoolListener() {

			@Override
			public void drained(DrainReceipt receipt) {
				DrainedPoolsTests.this.receipts.add(receipt);
			}

			@Override
			public void retryDecided(RetryDecided event) {
				DrainedPoolsTests.this.pauses.countDown();
			}

		})).pool(HttpPool.DEFAULT, settings).build();
		return this.pools.get(HttpPool.DEFAULT);
	}

	private HttpPool open() {
		return open((builder) -> builder);
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.port() + path;
	}

	private void awaitArrival() throws InterruptedException {
		assertThat(this.arrived.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * Closes the pools on another thread. The drain has begun when this returns.
	 */
	private CompletableFuture<Void> close() {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		Thread closer = new Thread(() -> {
			this.pools.close();
			closed.complete(null);
		});
		closer.start();
		await().until(() -> closed.isDone() || waitsForTheDrain(closer));
		return closed;
	}

	private static boolean waitsForTheDrain(Thread closer) {
		return Arrays.stream(closer.getStackTrace()).anyMatch((frame) -> frame.getClassName().endsWith(".Patience"));
	}

	private void assertReceipt(int finished, int aborted, int refused, int streamsEnded) {
		assertThat(this.receipts).singleElement()
			.returns((long) finished, DrainReceipt::finished)
			.returns((long) aborted, DrainReceipt::aborted)
			.returns((long) refused, DrainReceipt::refused)
			.returns((long) streamsEnded, DrainReceipt::streamsEnded);
	}

	// Calls that go on

	@ParameterizedTest
	@EnumSource(names = "BARE", mode = EnumSource.Mode.EXCLUDE)
	void whenACallPausesBeforeItsNextAttemptThenItIsWaitedFor(Client client) {
		this.busy.set(1);
		CompletableFuture<String> call = client.get(open(), url("/busy"));
		RawServer.awaitLatch(this.pauses);
		this.pools.close();
		assertThat(call.join()).isEqualTo("answer");
		assertReceipt(1, 0, 0, 0);
	}

	@ParameterizedTest
	@EnumSource
	void whenACallIsRedirectedThenItIsWaitedForAndCountedOnce(Client client) throws InterruptedException {
		CompletableFuture<String> call = client.get(open(), url("/moved"));
		awaitArrival();
		CompletableFuture<Void> close = close();
		this.released.release();
		assertThat(call.join()).isEqualTo("answer");
		close.join();
		assertReceipt(1, 0, 0, 0);
	}

	@ParameterizedTest
	@EnumSource
	void whenACallFollowsUponTheLastOneThenItIsServed(Client client) throws InterruptedException {
		HttpPool pool = open();
		// The first call of a JVM takes long, and so may what follows upon it.
		assertThat(client.get(pool, url("/now"), url("/now")).join()).isEqualTo("answer");
		CompletableFuture<String> calls = client.get(pool, url("/later"), url("/now"), url("/now"));
		awaitArrival();
		CompletableFuture<Void> close = close();
		this.released.release();
		assertThat(calls.join()).isEqualTo("answer");
		close.join();
		assertReceipt(3, 0, 0, 0);
		assertThat(this.requests).hasValue(5);
	}

	@ParameterizedTest
	@EnumSource
	void whenACallDoesNotEndThenItIsAbortedAndListed(Client client) throws InterruptedException {
		HttpPool pool = open((builder) -> builder.drainTimeout(Duration.ofMillis(300)));
		CompletableFuture<String> call = client.get(pool, url("/later?secret=1"));
		awaitArrival();
		this.pools.close();
		assertThat(catchThrowable(call::join)).hasRootCauseInstanceOf(PoolClosedException.class)
			.hasStackTraceContaining(
					"the call was aborted: pool 'default' closed at shutdown, GET /later to 127.0.0.1");
		assertReceipt(0, 1, 0, 0);
		AbortedCall aborted = this.receipts.element().oldestAborted().get(0);
		assertThat(aborted.request()).isEqualTo("GET /later");
		assertThat(aborted.host()).isEqualTo("127.0.0.1:" + this.server.port());
	}

	// One pool

	@ParameterizedTest
	@EnumSource
	void whenAPoolIsTakenOutThenNewCallsAreRefusedUntilItIsResumed(Client client) throws Exception {
		HttpPool pool = open();
		CompletableFuture<String> call = client.get(pool, url("/later"));
		awaitArrival();
		CompletableFuture<DrainReceipt> drain = pool.drain().toCompletableFuture();
		assertThat(pool.drain(Duration.ZERO).toCompletableFuture()).isNotDone();
		assertThat(pool.snapshot().state()).isEqualTo(PoolState.DRAINING);
		assertThat(catchThrowable(client.get(pool, url("/now"))::join))
			.hasRootCauseInstanceOf(PoolClosedException.class)
			.hasStackTraceContaining("pool 'default' was taken out of use by HttpPool.drain()")
			.hasStackTraceContaining("HttpPool.resume() brings it back");
		this.released.release();
		assertThat(call.join()).isEqualTo("answer");
		assertThat(drain.get(30, TimeUnit.SECONDS)).returns(1L, DrainReceipt::finished)
			.returns(1L, DrainReceipt::refused);
		assertThat(pool.snapshot().state()).isEqualTo(PoolState.DRAINED);
		await().until(() -> pool.connections().isEmpty());
		pool.resume();
		assertThat(client.get(pool, url("/now")).join()).isEqualTo("answer");
		assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void whenThePoolsAreClosedThenOneIsNeitherTakenOutNorResumed() {
		HttpPool pool = open();
		this.pools.close();
		assertThat(pool.snapshot().state()).isEqualTo(PoolState.CLOSED);
		assertThatThrownBy(() -> pool.drain().toCompletableFuture().get())
			.hasCauseInstanceOf(IllegalStateException.class);
		assertThatIllegalStateException().isThrownBy(pool::resume);
	}

	// Event streams and upgraded connections

	@Test
	void whenAStreamIsWantedAgainAndAgainThenItDoesNotProlongTheDrain() throws InterruptedException {
		WebClient client = Client.webClient(open((builder) -> builder.eventLoops(1)));
		Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
		CountDownLatch begun = new CountDownLatch(1);
		Disposable stream = client.get()
			.uri(url("/events"))
			.retrieve()
			.bodyToFlux(String.class)
			.doOnNext((event) -> begun.countDown())
			.doOnError(errors::add)
			.retry()
			.subscribe();
		RawServer.awaitLatch(begun);
		CompletableFuture<String> call = Client.WEB.get(this.pools.get(HttpPool.DEFAULT), url("/later"));
		this.arrived.acquire(2);
		CompletableFuture<Void> close = close();
		await().until(() -> errors.size() > 2);
		this.released.release();
		close.join();
		stream.dispose();
		assertThat(call.join()).isEqualTo("answer");
		assertThat(errors.element()).hasStackTraceContaining("the event stream or upgraded connection was ended: "
				+ "pool 'default' drained at shutdown, GET /events to 127.0.0.1");
		assertThat(this.receipts).singleElement()
			.returns(1L, DrainReceipt::finished)
			.returns(0L, DrainReceipt::aborted)
			.returns(1L, DrainReceipt::streamsEnded);
	}

	@Test
	void whenAWebSocketIsOpenThenItIsEnded() throws InterruptedException {
		HttpPool pool = open();
		CompletableFuture<Void> talk = ((ReactorHttpPool) pool).httpClient()
			.websocket()
			.uri(url("/socket").replace("http:", "ws:"))
			.handle((in, out) -> in.receive().then())
			.then()
			.toFuture();
		awaitArrival();
		await().until(() -> pool.snapshot().upgraded() == 1);
		this.pools.close();
		assertThat(talk).failsWithin(Duration.ofSeconds(30));
		assertReceipt(0, 0, 0, 1);
	}

	// On an event loop

	@Test
	void whenThePoolsAreClosedOnTheirOnlyEventLoopThenItsCallsAreAborted(CapturedOutput output)
			throws InterruptedException {
		HttpPool pool = open((builder) -> builder.eventLoops(1));
		CompletableFuture<String> call = Client.WEB.get(pool, url("/later"));
		awaitArrival();
		CompletableFuture<String> closing = Client.webClient(pool).get().uri(url("/now")).exchangeToMono((response) -> {
			this.pools.close();
			return response.bodyToMono(String.class);
		}).toFuture();
		await().until(closing::isDone);
		assertThat(catchThrowable(call::join)).hasRootCauseInstanceOf(PoolClosedException.class);
		assertReceipt(0, 2, 0, 0);
		assertThat(output).containsPattern("closing on event loop 'httppool-[^']*': 2 calls on it cannot finish")
			.contains("pool 'default' drained in ");
	}

	private enum Client {

		REST {

			@Override
			CompletableFuture<String> get(HttpPool pool, String... urls) {
				ReactorHttpPool engine = (ReactorHttpPool) pool;
				RestClient client = RestClient.builder()
					.requestFactory(new HttpPoolClientHttpRequestFactory(redirecting(pool),
							Schedulers.boundedElastic()::schedule, engine.calls(), engine.retries()))
					.build();
				return CompletableFuture.supplyAsync(() -> getAll(client, urls));
			}

			private String getAll(RestClient client, String... urls) {
				String last = "";
				for (String url : urls) {
					last = String.valueOf(client.get().uri(url).retrieve().body(String.class));
				}
				return last;
			}

		},

		WEB {

			@Override
			CompletableFuture<String> get(HttpPool pool, String... urls) {
				WebClient client = webClient(pool);
				return Flux.fromArray(urls)
					.concatMap((url) -> client.get().uri(url).retrieve().bodyToMono(String.class))
					.last()
					.toFuture();
			}

		},

		BARE {

			@Override
			CompletableFuture<String> get(HttpPool pool, String... urls) {
				HttpClient client = redirecting(pool);
				return Flux.fromArray(urls)
					.concatMap((url) -> client.get().uri(url).responseContent().aggregate().asString())
					.last()
					.toFuture();
			}

		};

		/**
		 * Makes calls, one right after the other.
		 * @return the last answer
		 */
		abstract CompletableFuture<String> get(HttpPool pool, String... urls);

		static WebClient webClient(HttpPool pool) {
			ReactorHttpPool engine = (ReactorHttpPool) pool;
			return WebClient.builder()
				.clientConnector(new HttpPoolClientHttpConnector(new ReactorClientHttpConnector(redirecting(pool)),
						engine.calls(), engine.retries()))
				.build();
		}

		private static HttpClient redirecting(HttpPool pool) {
			return ((ReactorHttpPool) pool).httpClient().followRedirect(true);
		}

	}

}
