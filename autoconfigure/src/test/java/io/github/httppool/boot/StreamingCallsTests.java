package io.github.httppool.boot;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.Diagnosis;
import io.github.httppool.HttpPoolException;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.RawServer;
import io.github.httppool.client.CallOptions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Long-lived calls of both clients: two of three connections are for them.
 */
class StreamingCallsTests {

	private static final MediaType EVENTS = MediaType.TEXT_EVENT_STREAM;

	private static final MediaType ANY = MediaType.ALL;

	private static final Consumer<Map<String, Object>> NOTHING_SAID = (attributes) -> {
	};

	private static final Suspicions suspicions = new Suspicions();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=3",
			"httppool.pool.max-streaming-connections=2", "httppool.pool.eviction-interval=10ms",
			"httppool.leak-detection.threshold=100ms", "httppool.leak-detection.call-site-sampling=1")
		.listening(suspicions);

	@RegisterExtension
	static final PooledApplication impatient = new PooledApplication("httppool.pool.max-connections=3",
			"httppool.pool.max-streaming-connections=2", "httppool.timeouts.acquire=1s");

	private final CountDownLatch over = new CountDownLatch(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	private void serve(RawServer.Client client) throws Exception {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			switch (head.split(" ")[1]) {
				case "/events" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n\n");
					client.awaitClosed();
					return;
				}
				case "/poll", "/poll/2" -> {
					RawServer.awaitLatch(this.over);
					client.write(RawServer.ok("news"));
				}
				default -> client.write(RawServer.ok("ok"));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenStreamsAreAskedForThenShortCallsKeepAConnection(StreamingClient client) {
		List<Stream> streams = open(application, client, 2);
		Stream third = client.open(application, uri("/events"), EVENTS, NOTHING_SAID);
		application.awaitWaiter();
		assertThat(application.snapshot().streaming()).isEqualTo(2);
		for (int i = 0; i < 3; i++) {
			assertThat(get()).isEqualTo("ok");
		}
		assertThat(third.begun()).isNotDone();
		streams.get(0).end();
		assertThat(third.begun()).succeedsWithin(PooledApplication.PATIENCE);
		streams.get(1).end();
		third.end();
	}

	@ParameterizedTest
	@EnumSource
	void whenAStreamWaitsTooLongThenItsErrorNamesTheLimit(StreamingClient client) {
		List<Stream> streams = open(impatient, client, 2);
		Stream third = client.open(impatient, uri("/events"), EVENTS, NOTHING_SAID);
		assertThat(third.begun()).failsWithin(PooledApplication.PATIENCE).withThrowableThat().satisfies((failure) -> {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
			assertThat(cause).isInstanceOf(AcquireTimeoutException.class)
				.hasMessageContaining("2 of them long-lived calls (limit 2). STREAMING_LIMIT: raise "
						+ "pool.max-streaming-connections (2)");
			assertThat(((HttpPoolException) cause).diagnosis()).isEqualTo(Diagnosis.STREAMING_LIMIT);
		});
		streams.forEach(Stream::end);
	}

	/**
	 * The server has sent its response by then, and it would be lost.
	 */
	@ParameterizedTest
	@EnumSource
	void whenOnlyTheResponseShowsThatItIsAStreamThenItIsServedBeyondTheLimit(StreamingClient client) {
		List<Stream> streams = IntStream.range(0, 3)
			.mapToObj((i) -> client.open(application, uri("/events"), ANY, NOTHING_SAID))
			.toList();
		streams.forEach((stream) -> assertThat(stream.begun()).succeedsWithin(PooledApplication.PATIENCE));
		assertThat(application.snapshot().streaming()).isEqualTo(3);
		streams.forEach(Stream::end);
	}

	@ParameterizedTest
	@EnumSource
	void whenACallSaysSoThenItCountsBeforeItsResponse(StreamingClient client) {
		List<Stream> polls = IntStream.range(0, 3)
			.mapToObj((i) -> client.open(application, uri("/poll"), ANY, CallOptions.streaming()))
			.toList();
		PooledApplication.eventually("two poll, one waits", () -> {
			assertThat(application.snapshot().streaming()).isEqualTo(2);
			assertThat(application.snapshot().pending()).isEqualTo(1);
		});
		assertThat(get()).isEqualTo("ok");
		this.over.countDown();
		polls.forEach((poll) -> assertThat(poll.begun()).succeedsWithin(PooledApplication.PATIENCE));
		polls.forEach(Stream::end);
	}

	/**
	 * Two ordinary calls that began later are suspected, one after the other: by the
	 * second time the long poll has been looked at, too.
	 */
	@ParameterizedTest
	@EnumSource
	void whenACallSaysSoThenItIsNotSuspectedOfALeak(StreamingClient client) {
		suspicions.clear();
		Stream poll = client.open(application, uri("/poll"), ANY, CallOptions.streaming());
		application.awaitCall();
		for (String path : List.of("/poll/2", "/poll/2")) {
			suspicions.remove("GET " + path);
			Stream ordinary = client.open(application, uri(path), ANY, NOTHING_SAID);
			PooledApplication.eventually("the ordinary call is suspected",
					() -> assertThat(suspicions).contains("GET " + path));
			ordinary.end();
		}
		assertThat(suspicions).doesNotContain("GET /poll");
		this.over.countDown();
		assertThat(poll.begun()).succeedsWithin(PooledApplication.PATIENCE);
		poll.end();
	}

	private List<Stream> open(PooledApplication on, StreamingClient client, int count) {
		List<Stream> streams = IntStream.range(0, count)
			.mapToObj((i) -> client.open(on, uri("/events"), EVENTS, NOTHING_SAID))
			.toList();
		streams.forEach((stream) -> assertThat(stream.begun()).succeedsWithin(PooledApplication.PATIENCE));
		return streams;
	}

	private String get() {
		return application.bean("httpPoolRestClient", RestClient.class)
			.get()
			.uri(uri("/ok"))
			.retrieve()
			.body(String.class);
	}

	private URI uri(String path) {
		return this.server.uri(path);
	}

	/**
	 * A call under way.
	 *
	 * @param begun completes when its response is there
	 * @param ender ends it
	 */
	private record Stream(CompletableFuture<?> begun, Runnable ender) {

		void end() {
			this.ender.run();
		}

	}

	private enum StreamingClient {

		REST_CLIENT {

			@Override
			Stream open(PooledApplication on, URI uri, MediaType accept, Consumer<Map<String, Object>> options) {
				CompletableFuture<ClientHttpResponse> response = CompletableFuture.supplyAsync(
						() -> on.bean("httpPoolRestClient", RestClient.class)
							.get()
							.uri(uri)
							.accept(accept)
							.attributes(options)
							.exchange((request, answer) -> answer, false),
						(task) -> new Thread(task, "stream").start());
				return new Stream(response, () -> response.thenAccept(ClientHttpResponse::close));
			}

		},

		WEB_CLIENT {

			@Override
			Stream open(PooledApplication on, URI uri, MediaType accept, Consumer<Map<String, Object>> options) {
				CompletableFuture<Void> begun = new CompletableFuture<>();
				Disposable stream = on.bean("httpPoolWebClient", WebClient.class)
					.get()
					.uri(uri)
					.accept(accept)
					.attributes(options)
					.retrieve()
					.bodyToFlux(String.class)
					.subscribe((event) -> begun.complete(null), begun::completeExceptionally);
				return new Stream(begun, stream::dispose);
			}

		};

		/**
		 * Makes a call whose response is kept.
		 */
		abstract Stream open(PooledApplication on, URI uri, MediaType accept, Consumer<Map<String, Object>> options);

	}

	/**
	 * The requests whose calls were suspected of a leak.
	 */
	private static final class Suspicions extends CopyOnWriteArrayList<String> implements HttpPoolListener {

		private static final long serialVersionUID = 1L;

		@Override
		public void leakSuspected(Leak event) {
			add(event.request());
		}

	}

}
