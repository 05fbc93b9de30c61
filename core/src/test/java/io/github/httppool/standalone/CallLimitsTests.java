package io.github.httppool.standalone;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPoolSettings.Timeouts;
import io.github.httppool.HttpPoolSettings.Total;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.client.CallDeadline;
import io.github.httppool.client.CallOptions;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.webclient.CallOptionsFilter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * No call outlives its limits, and what fails says which one has passed and what the call
 * was waiting for. A body that flows and a consumer that pauses are spared.
 */
class CallLimitsTests {

	private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** More than fits into the buffers of two sockets. */
	private static final int LARGE = 40_000_000;

	private final CountDownLatch over = new CountDownLatch(1);

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch resumed = new CountDownLatch(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	private @Nullable StandaloneHttpPools pools;

	/**
	 * The first call of a JVM takes longer than the limits of these tests.
	 */
	@BeforeAll
	static void warmUp() throws IOException {
		try (RawServer friendly = new RawServer().answering(RawServer.ok("ok"));
				StandaloneHttpPools pools = HttpPools.builder().build()) {
			for (Client client : Client.values()) {
				client.get(pools.get(HttpPool.DEFAULT), friendly.uri("/"));
				client.stream(pools.get(HttpPool.DEFAULT), friendly.uri("/"), 1, 1);
			}
		}
	}

	private void serve(RawServer.Client client) throws Exception {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			this.asked.countDown();
			switch (head.split(" ")[1]) {
				case "/silent", "/upload" -> RawServer.awaitLatch(this.over);
				case "/slow-upload" -> {
					for (int i = 0; i < LARGE / 1_000_000; i++) {
						client.socket().getInputStream().readNBytes(1_000_000);
						LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
					}
					LockSupport.parkNanos(2 * SHORT.toNanos());
					client.write(RawServer.ok("ok"));
				}
				case "/stalled" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
					RawServer.awaitLatch(this.over);
				}
				case "/stalled-stream" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(100_000));
					RawServer.awaitLatch(this.over);
				}
				case "/trickle" -> trickle(client, "", 1);
				case "/flow" -> trickle(client, "", 1000);
				case "/events" -> trickle(client, "Content-Type: text/event-stream\r\n", 1);
				case "/pause" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n" + "x".repeat(100_000));
					LockSupport.parkNanos(3 * SHORT.toNanos());
					client.write("x");
				}
				case "/pause-of-both" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 21000\r\n\r\n" + "x".repeat(1000));
					RawServer.awaitLatch(this.resumed);
					write(client, 40, 500);
				}
				case "/early" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 20040\r\n\r\n");
					write(client, 40, 1);
					readStream(client);
					write(client, 40, 500);
				}
				case "/stream" -> {
					readStream(client);
					LockSupport.parkNanos(SECOND.dividedBy(2).toNanos());
					client.write(RawServer.ok("ok"));
				}
				case "/moved" -> {
					client.write("HTTP/1.1 302 Found\r\nLocation: /silent\r\nContent-Length: 0\r\n\r\n");
				}
				default -> client.write(RawServer.ok("ok"));
			}
		}
	}

	/**
	 * Reads a chunked request to its end.
	 */
	private static void readStream(RawServer.Client client) throws IOException {
		byte[] buffer = new byte[8192];
		String tail = "";
		while (!tail.endsWith(LAST_CHUNK)) {
			int read = client.socket().getInputStream().read(buffer);
			if (read < 0) {
				throw new EOFException("The request has no end: " + tail);
			}
			String all = tail + new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
			tail = all.substring(Math.max(0, all.length() - LAST_CHUNK.length()));
		}
	}

	/**
	 * Forty pieces in two seconds, the last of which ends the body.
	 */
	private static void trickle(RawServer.Client client, String headers, int bytes) throws IOException {
		int pieces = 40;
		client.write("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + pieces * bytes + "\r\n\r\n");
		write(client, pieces, bytes);
	}

	private static void write(RawServer.Client client, int pieces, int bytes) throws IOException {
		for (int i = 0; i < pieces; i++) {
			client.write("x".repeat(bytes));
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		}
	}

	@AfterEach
	void nothingIsLeft() {
		this.over.countDown();
		HttpPool pool = pool();
		await().untilAsserted(() -> {
			assertThat(pool.snapshot().active()).isZero();
			assertThat(pool.snapshot().pending()).isZero();
			assertThat(pool.snapshot().connecting()).isZero();
		});
		assertThat(pool.leaks().confirmed()).isZero();
		this.pools.close();
		assertThat(this.pools.totals().connections()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whenThereIsNoResponseThenTheResponseLimitEndsTheCall(Client client) {
		start(SHORT, LONG, LONG, Total.NONE);
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/silent")));
		assertThat(failure).hasMessageContaining("no response from " + host() + " within 300 ms: GET /silent")
			.hasMessageContaining("; ")
			.hasCauseInstanceOf(SocketTimeoutException.class);
		assertThat(failure.phase()).isEqualTo(CallPhase.WAITING);
		assertThat(failure.phases()).containsKey(CallPhase.WAITING);
		assertThat(failure.elapsed()).isGreaterThanOrEqualTo(SHORT);
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void whenASmallBodyStallsThenReadIdleEndsTheCall(Client client) {
		start(LONG, SHORT, LONG, Total.NONE);
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/stalled")));
		assertThat(failure).hasMessageContaining("timed out after 9")
			.hasMessageContaining("no data from " + host() + " for 300 ms (timeouts.read-idle)");
		assertThat(failure.phase()).isEqualTo(CallPhase.RECEIVING);
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void whenAStreamedBodyStallsThenReadIdleEndsTheCall(Client client) {
		start(LONG, SHORT, LONG, Total.NONE);
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/stalled-stream")));
		assertThat(failure).hasMessageContaining("timed out after 100000").hasMessageContaining("(timeouts.read-idle)");
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void whileTheConsumerPausesReadIdleDoesNotCount(Client client) {
		start(LONG, SHORT, LONG, Total.NONE);
		assertThat(client.read(pool(), uri("/pause"), () -> LockSupport.parkNanos(5 * SHORT.toNanos())))
			.isEqualTo(100_001);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerTakesNothingOfAnUploadThenWriteIdleEndsTheCall(Client client) {
		start(LONG, LONG, SHORT, Total.NONE);
		CallTimeoutException failure = failure(() -> client.post(pool(), uri("/upload"), new byte[LARGE]));
		assertThat(failure)
			.hasMessageContaining(host() + " took nothing of the request for 300 ms (timeouts.write-idle)");
		assertThat(failure.phase()).isEqualTo(CallPhase.SENDING);
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyTricklesThenATotalLimitThatIsSetEndsTheCall(Client client) {
		start(LONG, LONG, LONG, new Total(SHORT, true, 0));
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/flow")));
		assertThat(failure).hasMessageContaining("the call to " + host()
				+ " was not over within 300 ms (timeouts.total): it was receiving its response");
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyFlowsThenTheDefaultTotalLimitSparesIt(Client client) {
		start(LONG, SHORT, LONG, new Total(SHORT, false, 2_000));
		assertThat(client.get(pool(), uri("/flow"))).isEqualTo(40_000);
	}

	/**
	 * Nothing of it ever waits for the server.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAnUploadFlowsAsTheApplicationHasItThenTheDefaultTotalLimitSparesIt(Client client) {
		start(LONG, SHORT, LONG, new Total(SHORT, false, 2_000));
		client.stream(pool(), uri("/stream"), 30, 1000);
		assertThat(pool().snapshot().closed()).containsEntry(CloseReason.TIMEOUT, 0L);
	}

	/**
	 * The limit passes when the body is sent and the response is waited for.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAnUploadHasFlowedThenItsTimeIsNotMissingToTheResponse(Client client) {
		start(LONG, LONG, LONG, new Total(SECOND, false, 2_000));
		client.stream(pool(), uri("/stream"), 16, 1000);
		assertThat(pool().snapshot().closed()).containsEntry(CloseReason.TIMEOUT, 0L);
	}

	/**
	 * The response begins with the upload, and flows when that has ended.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheResponseFlowsAfterAnUploadThatItHasOvertakenThenTheDefaultTotalLimitSparesIt(Client client) {
		start(LONG, SECOND, LONG, new Total(SHORT, false, 2_000));
		client.stream(pool(), uri("/early"), 40, 1000);
		assertThat(pool().snapshot().closed()).containsEntry(CloseReason.TIMEOUT, 0L);
	}

	/**
	 * A server that sends nothing while nothing is asked for is not slow.
	 */
	@ParameterizedTest
	@EnumSource
	void whenABodyFlowsAfterAPauseThenTheDefaultTotalLimitSparesIt(Client client) {
		start(LONG, SHORT, LONG, new Total(SECOND, false, 2_000));
		long read = client.read(pool(), uri("/pause-of-both"), () -> {
			LockSupport.parkNanos(4 * SHORT.toNanos());
			this.resumed.countDown();
		});
		assertThat(read).isEqualTo(21_000);
	}

	/**
	 * The wait for its response, which begins after the limit has passed, has a limit of
	 * its own.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAnUploadFlowsThenTheDefaultTotalLimitSparesItAndItsResponse(Client client) {
		start(LONG, SHORT, SHORT, new Total(SHORT, false, 2_000));
		client.post(pool(), uri("/slow-upload"), new byte[LARGE]);
		assertThat(pool().snapshot().closed()).containsEntry(CloseReason.TIMEOUT, 0L);
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyFlowsTooSlowlyThenTheDefaultTotalLimitEndsTheCall(Client client) {
		start(LONG, SHORT, LONG, new Total(SHORT, false, 2_000));
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/trickle")));
		assertThat(failure).hasMessageContaining("(timeouts.total)");
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void whenThereIsNoResponseThenTheDefaultTotalLimitSparesNothing(Client client) {
		start(LONG, LONG, LONG, new Total(SHORT, false, 0));
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/silent")));
		assertThat(failure).hasMessageContaining("(timeouts.total): it was waiting for its response");
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@EnumSource
	void eventStreamsHaveNeitherATotalLimitNorReadIdle(Client client) {
		start(LONG, Duration.ofMillis(20), LONG, new Total(SHORT, true, 0));
		assertThat(client.get(pool(), uri("/events"))).isEqualTo(40);
	}

	@Test
	void theTotalLimitCountsOverRedirects() {
		start(LONG, LONG, LONG, new Total(SHORT, true, 0));
		HttpClient following = ((ReactorHttpPool) pool()).httpClient().followRedirect(true);
		CallTimeoutException failure = failure(() -> following.get().uri(uri("/moved")).response().block());
		assertThat(failure).hasMessageContaining("(timeouts.total)");
		assertThat(failure.elapsed()).isGreaterThanOrEqualTo(SHORT);
	}

	@ParameterizedTest
	@EnumSource
	void whileACallIsQueuedItsTotalLimitCounts(Client client) {
		start(LONG, LONG, LONG, new Total(SHORT, true, 0));
		Disposable first = ((ReactorHttpPool) pool()).httpClient()
			.get()
			.uri(uri("/events"))
			.responseContent()
			.subscribe();
		RawServer.awaitLatch(this.asked);
		CallTimeoutException failure = failure(() -> client.get(pool(), uri("/ok")));
		assertThat(failure)
			.hasMessageContaining("was not over within 300 ms (timeouts.total): it was waiting for a connection")
			.hasCauseInstanceOf(AcquireTimeoutException.class);
		assertThat(failure.phase()).isEqualTo(CallPhase.QUEUED);
		first.dispose();
	}

	// What a call asks for

	/**
	 * The default of the total limit has passed by then, and has spared the body.
	 */
	@ParameterizedTest
	@EnumSource
	void whenABodyFlowsThenADeadlineAroundTheCallEndsIt(Client client) {
		start(LONG, SHORT, LONG, new Total(SHORT, false, 2_000));
		CallTimeoutException failure = failure(
				() -> CallDeadline.within(SHORT.multipliedBy(3), () -> client.get(pool(), uri("/flow"))));
		assertThat(failure).hasMessageContaining("was not over within 900 ms (CallDeadline")
			.hasMessageContaining("it was receiving its response");
		assertThatItTimedOut();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenACallAsksForMoreTimeForItsResponseThenTheDefaultTotalLimitLeavesIt(boolean reactive) {
		start(SHORT, LONG, LONG, new Total(SHORT, false, 0));
		CallTimeoutException failure = failure(
				() -> get(reactive, true, CallOptions.responseTimeout(SHORT.multipliedBy(2))));
		assertThat(failure).hasMessageContaining("within 600 ms (CallOptions.responseTimeout)");
	}

	@Test
	void whenAWebClientHasNoFilterThenWhatACallAsksForCountsFromItsRequestOn() {
		start(LONG, LONG, LONG, Total.NONE);
		assertThat(failure(() -> get(true, false, CallOptions.timeout(SHORT))))
			.hasMessageContaining("300 ms (CallOptions.timeout): it was waiting for its response");
		assertThat(failure(() -> get(true, false, CallOptions.responseTimeout(SHORT))))
			.hasMessageContaining("within 300 ms (CallOptions.responseTimeout)");
	}

	private void get(boolean reactive, boolean filtered, Consumer<Map<String, Object>> options) {
		if (reactive) {
			WebClient.builder()
				.clientConnector(PooledTransports.connector(pool()))
				.filters((filters) -> filters.addAll(filtered ? List.of(new CallOptionsFilter()) : List.of()))
				.build()
				.get()
				.uri(uri("/silent"))
				.attributes(options)
				.retrieve()
				.toBodilessEntity()
				.block();
		}
		else {
			RestClient.builder()
				.requestFactory(PooledTransports.requestFactory(pool()))
				.build()
				.get()
				.uri(uri("/silent"))
				.attributes(options)
				.retrieve()
				.toBodilessEntity();
		}
	}

	@Test
	void whenNothingPassesThenNothingFails() {
		start(LONG, LONG, LONG, Timeouts.DEFAULT.total());
		for (Client client : Client.values()) {
			assertThat(client.get(pool(), uri("/ok"))).isEqualTo(2);
		}
		assertThat(pool().snapshot().closed().get(CloseReason.TIMEOUT)).isZero();
	}

	private void start(Duration response, Duration readIdle, Duration writeIdle, Total total) {
		Timeouts defaults = Timeouts.DEFAULT;
		this.pools = HttpPools.builder()
			.pool(HttpPool.DEFAULT,
					HttpPoolSettings.builder()
						.maxConnections(1)
						.timeouts(new Timeouts(LONG, defaults.dns(), LONG, LONG, response, readIdle, writeIdle, total))
						.build())
			.build();
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

	private static CallTimeoutException failure(ThrowingCallable call) {
		Throwable failure = catchThrowable(call);
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CallTimeoutException timeout) {
				return timeout;
			}
		}
		throw new AssertionError("no CallTimeoutException", failure);
	}

	private void assertThatItTimedOut() {
		await().untilAsserted(() -> assertThat(pool().snapshot().closed()).containsEntry(CloseReason.TIMEOUT, 1L));
	}

	enum Client {

		REST_CLIENT {

			@Override
			long read(HttpPool pool, URI uri, Runnable afterFirst) {
				return client(pool).get().uri(uri).exchange((request, response) -> {
					InputStream body = response.getBody();
					long read = body.readNBytes(1).length;
					afterFirst.run();
					return read + body.readAllBytes().length;
				});
			}

			@Override
			void post(HttpPool pool, URI uri, byte[] body) {
				client(pool).post().uri(uri).body(body).retrieve().toBodilessEntity();
			}

			@Override
			void stream(HttpPool pool, URI uri, int pieces, int size) {
				client(pool).post().uri(uri).body((out) -> {
					for (int i = 0; i < pieces; i++) {
						LockSupport.parkNanos(PAUSE.toNanos());
						out.write(new byte[size]);
						out.flush();
					}
				}).retrieve().toBodilessEntity();
			}

			private RestClient client(HttpPool pool) {
				return RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
			}

		},

		WEB_CLIENT {

			@Override
			long read(HttpPool pool, URI uri, Runnable afterFirst) {
				return client(pool).get()
					.uri(uri)
					.retrieve()
					.bodyToFlux(DataBuffer.class)
					.map(Client::release)
					.publishOn(Schedulers.boundedElastic(), 1)
					.index()
					.doOnNext((piece) -> {
						if (piece.getT1() == 0) {
							afterFirst.run();
						}
					})
					.reduce(0L, (sum, piece) -> sum + piece.getT2())
					.block();
			}

			@Override
			void post(HttpPool pool, URI uri, byte[] body) {
				client(pool).post().uri(uri).bodyValue(body).retrieve().toBodilessEntity().block();
			}

			@Override
			void stream(HttpPool pool, URI uri, int pieces, int size) {
				Flux<DataBuffer> body = Flux.range(0, pieces)
					.delayElements(PAUSE)
					.map((piece) -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[size]));
				client(pool).post()
					.uri(uri)
					.body(BodyInserters.fromDataBuffers(body))
					.retrieve()
					.toBodilessEntity()
					.block();
			}

			private WebClient client(HttpPool pool) {
				return WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
			}

		};

		private static final Duration PAUSE = Duration.ofMillis(50);

		private static long release(DataBuffer piece) {
			long length = piece.readableByteCount();
			DataBufferUtils.release(piece);
			return length;
		}

		/**
		 * Returns the length of the body.
		 */
		long get(HttpPool pool, URI uri) {
			return read(pool, uri, () -> {
			});
		}

		/**
		 * Returns the length of the body.
		 * @param afterFirst runs when the first piece has been read, before any other is
		 * asked for
		 */
		abstract long read(HttpPool pool, URI uri, Runnable afterFirst);

		abstract void post(HttpPool pool, URI uri, byte[] body);

		/**
		 * Sends a body of pieces, with a pause before each.
		 */
		abstract void stream(HttpPool pool, URI uri, int pieces, int size);

	}

}
