package io.github.httppool.boot;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.RawServer;
import io.github.httppool.RetryOutcome;
import io.github.httppool.boot.ScriptedServer.Peer;
import io.github.httppool.client.CallOptions;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static io.github.httppool.RetryOutcome.DENIED_BUDGET;
import static io.github.httppool.RetryOutcome.EXHAUSTED;
import static io.github.httppool.RetryOutcome.RETRIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Calls that are repeated when they fail, for all clients.
 */
@Timeout(60)
class RetryTests {

	private static final String UNAVAILABLE = "HTTP/1.1 503 Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

	private static final String IN_SOME_TIME = "HTTP/1.1 503 Unavailable\r\nRetry-After: 20\r\n";

	private static final List<RetryOutcome> decided = new CopyOnWriteArrayList<>();

	@RegisterExtension
	static final PooledApplication application = application("httppool.retry.max-attempts=3",
			"httppool.timeouts.response=1s");

	@RegisterExtension
	static final PooledApplication tried = application("httppool.retry.max-attempts=1");

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	private static PooledApplication application(String... properties) {
		return new PooledApplication("httppool.retry.backoff=1ms", "httppool.retry.max-backoff=2ms").with(properties)
			.listening(new Decisions());
	}

	@BeforeEach
	void forget() {
		decided.clear();
	}

	// What is tried again

	@ParameterizedTest
	@EnumSource
	void whenTheResponseIsGivenUpThenTheNextIsTheCallersOnTheSameConnection(ClientKind client) {
		failing(1, (peer) -> peer.write(UNAVAILABLE));
		assertThat(answer(client, HttpMethod.GET, null)).isEqualTo("/odd");
		assertThat(this.server.requests()).containsExactly("GET /odd", "GET /odd");
		assertThat(this.server.connections()).isOne();
		assertThat(decided).containsExactly(RETRIED);
	}

	@ParameterizedTest
	@EnumSource
	void whenAllResponsesAreToBeGivenUpThenTheLastIsTheCallersAsItIs(ClientKind client) {
		AtomicInteger number = new AtomicInteger();
		this.server.on("/odd", (peer) -> peer
			.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 1\r\n\r\n" + number.incrementAndGet()));
		assertThat(body(failure(client, HttpMethod.GET, null))).isEqualTo("3");
		assertThat(this.server.requests()).hasSize(3);
		assertThat(decided).containsExactly(RETRIED, RETRIED, EXHAUSTED);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerClosesBeforeItAnswersThenTheCallIsTriedAgain(ClientKind client) {
		failing(2, Peer::end);
		assertThat(answer(client, HttpMethod.DELETE, null)).isEqualTo("/odd");
		assertThat(this.server.requests()).hasSize(3);
		assertThat(decided).containsExactly(RETRIED, RETRIED);
	}

	@ParameterizedTest
	@EnumSource
	void whenAllAttemptsFailThenTheFailureSaysHowManyThereWere(ClientKind client) {
		this.server.on("/odd", Peer::reset);
		Throwable failure = failure(client, HttpMethod.GET, null);
		assertThat(failure).hasMessageContaining("after 3 attempts");
		assertThat(Stream.iterate(failure, (each) -> each != null, Throwable::getCause))
			.anyMatch(IOException.class::isInstance);
		assertThat(this.server.requests()).hasSize(3);
		assertThat(decided).containsExactly(RETRIED, RETRIED, EXHAUSTED);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheConnectionIsRefusedThenTheCallIsTriedAgainAndFailsAsBefore(ClientKind client) throws IOException {
		URI nobody = URI.create("http://127.0.0.1:" + freePort() + "/odd");
		Throwable failure = failureOf(send(client, new RequestEntity<>(HttpMethod.GET, nobody)));
		assertThat(failure).hasMessageContaining("after 3 attempts");
		assertThat(failure.getCause()).isInstanceOf(ConnectException.class);
		assertThat(decided).containsExactly(RETRIED, RETRIED, EXHAUSTED);
	}

	@ParameterizedTest
	@EnumSource
	void whenNoResponseComesInTimeThenTheCallIsTriedAgain(ClientKind client) {
		failing(1, Peer::readToEnd);
		assertThat(answer(client, HttpMethod.GET, null)).isEqualTo("/odd");
		assertThat(this.server.requests()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheResponseGivenUpIsLargeOrSlowThenTheCallIsTriedAgain(ClientKind client) {
		AtomicInteger calls = new AtomicInteger();
		this.server.on("/odd", (peer) -> {
			switch (calls.incrementAndGet()) {
				case 1 ->
					peer.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(300_000));
				case 2 -> peer.write("HTTP/1.1 502 Bad\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
				default -> peer.echo();
			}
		});
		assertThat(answer(client, HttpMethod.GET, null)).isEqualTo("/odd");
		assertThat(this.server.requests()).hasSize(3);
		assertThat(this.server.connections()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenAnHttpInterfaceFailsThenItIsTriedAgain(boolean reactive) {
		failing(2, (peer) -> peer.write(UNAVAILABLE));
		HttpExchangeAdapter adapter = reactive ? WebClientAdapter.create(webClient(application))
				: RestClientAdapter.create(restClient(application));
		Odd odd = HttpServiceProxyFactory.builderFor(adapter).build().createClient(Odd.class);
		assertThat(odd.get(this.server.uri("/odd"))).isEqualTo("/odd");
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	void whenACallIsTriedAgainThenInterceptorsSeeOneCall() {
		failing(2, (peer) -> peer.write(UNAVAILABLE));
		AtomicInteger seen = new AtomicInteger();
		RestClient client = restClient(application).mutate().requestInterceptor((request, body, execution) -> {
			seen.incrementAndGet();
			return execution.execute(request, body);
		}).build();
		assertThat(client.get().uri(this.server.uri("/odd")).retrieve().body(String.class)).isEqualTo("/odd");
		assertThat(seen).hasValue(1);
	}

	// What is not

	@ParameterizedTest
	@EnumSource
	void whenTheMethodIsNotIdempotentThenTheCallIsTriedOnce(ClientKind client) {
		this.server.on("/odd", UNAVAILABLE);
		assertThat(body(failure(client, HttpMethod.POST, "body"))).isEqualTo("busy");
		this.server.on("/odd", Peer::reset);
		assertThat(failure(client, HttpMethod.POST, "body").getMessage()).doesNotContain("attempts");
		assertThat(this.server.requests()).containsExactly("POST /odd", "POST /odd");
		assertThat(decided).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheStatusIsNotListedThenTheResponseIsTheCallers(ClientKind client) {
		this.server.on("/odd", "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops");
		assertThat(body(failure(client, HttpMethod.GET, null))).isEqualTo("oops");
		assertThat(this.server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheBodyBreaksOffThenTheCallIsTriedOnce(ClientKind client) {
		this.server.on("/odd", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
			peer.end();
		});
		failure(client, HttpMethod.GET, null);
		assertThat(this.server.requests()).hasSize(1);
		assertThat(decided).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerAsksForMoreThanAMinuteThenTheResponseIsTheCallers(ClientKind client) {
		this.server.on("/odd", "HTTP/1.1 429 Slow\r\nRetry-After: 61\r\nContent-Length: 4\r\n\r\nbusy");
		assertThat(body(failure(client, HttpMethod.GET, null))).isEqualTo("busy");
		assertThat(this.server.requests()).hasSize(1);
		assertThat(decided).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenThePoolRepeatsNothingThenCallsAreTriedOnce(ClientKind client) {
		this.server.on("/odd", UNAVAILABLE);
		RequestEntity<?> request = new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd"));
		assertThat(body(failureOf(client.send(tried, request)))).isEqualTo("busy");
		assertThat(this.server.requests()).hasSize(1);
		assertThat(decided).isEmpty();
	}

	// Options of a call

	@Test
	void whenACallAsksForOneAttemptThenItIsTriedOnce() throws IOException {
		this.server.on("/odd", UNAVAILABLE);
		URI nobody = URI.create("http://127.0.0.1:" + freePort() + "/odd");
		for (URI uri : List.of(this.server.uri("/odd"), nobody)) {
			assertThat(catchThrowable(() -> rest(application, HttpMethod.GET, uri, CallOptions.noRetry()))).isNotNull();
			assertThat(catchThrowable(() -> web(application, HttpMethod.GET, uri, CallOptions.noRetry()))).isNotNull();
		}
		assertThat(this.server.requests()).hasSize(2);
		assertThat(decided).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PATCH" })
	void whenACallAsksForMoreAttemptsThenItGetsThemWhateverItsMethodAndPool(String method) {
		failing(2, (peer) -> peer.write(UNAVAILABLE));
		URI uri = this.server.uri("/odd");
		assertThat(rest(tried, HttpMethod.valueOf(method), uri, CallOptions.maxAttempts(3))).isEqualTo("/odd");
		failing(2, Peer::reset);
		assertThat(web(tried, HttpMethod.valueOf(method), uri, CallOptions.maxAttempts(3))).isEqualTo("/odd");
		assertThat(this.server.requests()).hasSize(6).containsOnly(method + " /odd");
	}

	@Test
	void whenAWebClientThatIsNotConnectedAsksForMoreAttemptsThenItGetsThem() throws IOException {
		URI nobody = URI.create("http://127.0.0.1:" + freePort() + "/odd");
		assertThat(catchThrowable(() -> web(tried, HttpMethod.POST, nobody, CallOptions.maxAttempts(2))))
			.hasMessageContaining("after 2 attempts");
		assertThat(decided).containsExactly(RETRIED, EXHAUSTED);
	}

	@Test
	void whenAFilterMakesACallWithinThenThatDoesNotHaveTheOptionsOfTheOther() {
		failing(2, (peer) -> peer.write(UNAVAILABLE));
		this.server.on("/token", UNAVAILABLE);
		WebClient client = webClient(tried);
		String answer = client.mutate()
			.filter((request, next) -> client.post()
				.uri(this.server.uri("/token"))
				.exchangeToMono(ClientResponse::releaseBody)
				.then(next.exchange(request)))
			.build()
			.post()
			.uri(this.server.uri("/odd"))
			.attributes(CallOptions.maxAttempts(3))
			.retrieve()
			.bodyToMono(String.class)
			.block();
		assertThat(answer).isEqualTo("/odd");
		assertThat(this.server.requests()).filteredOn("POST /token"::equals).hasSize(1);
		assertThat(this.server.requests()).filteredOn("POST /odd"::equals).hasSize(3);
	}

	@Test
	void whenAFilterChangesThePathThenTheCallIsTriedOnceAllTheSame() {
		this.server.on("/odd", UNAVAILABLE);
		WebClient client = webClient(application).mutate()
			.filter((request, next) -> next.exchange(ClientRequest.from(request).url(this.server.uri("/odd")).build()))
			.build();
		assertThat(catchThrowable(() -> client.get()
			.uri(this.server.uri("/before"))
			.attributes(CallOptions.noRetry())
			.retrieve()
			.toBodilessEntity()
			.block())).isNotNull();
		assertThat(this.server.requests()).containsExactly("GET /odd");
	}

	// Bodies

	@ParameterizedTest
	@EnumSource
	void whenTheBodyIsAValueThenItIsSentAgain(ClientKind client) {
		failing(1, (peer) -> peer.write(UNAVAILABLE));
		assertThat(answer(client, HttpMethod.PUT, "the body")).isEqualTo("/odd");
		assertThat(this.server.received(0).split("the body", -1)).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTheBodyIsWrittenAsAStreamThenItIsSentAgainIfItCanBeWrittenAgain(boolean repeatable) {
		failing(1, (peer) -> peer.write(UNAVAILABLE));
		byte[] large = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
		RestClient client = restClient(application);
		Throwable failure = catchThrowable(() -> client.put()
			.uri(this.server.uri("/odd"))
			.httpRequest(
					(request) -> ((StreamingHttpOutputMessage) request).setBody(new StreamingHttpOutputMessage.Body() {

						@Override
						public void writeTo(OutputStream out) throws IOException {
							out.write(large);
						}

						@Override
						public boolean repeatable() {
							return repeatable;
						}

					}))
			.retrieve()
			.toBodilessEntity());
		assertThat(this.server.requests()).hasSize(repeatable ? 2 : 1);
		assertThat(failure == null).isEqualTo(repeatable);
	}

	@Test
	void whenTheBodyIsPublishedThenItIsSentAgainOnlyIfTheCallAsksForIt() {
		AtomicInteger subscriptions = new AtomicInteger();
		Flux<DataBuffer> body = Flux.defer(() -> {
			subscriptions.incrementAndGet();
			return Flux.just("one", "two")
				.map((part) -> DefaultDataBufferFactory.sharedInstance.wrap(part.getBytes(StandardCharsets.UTF_8)));
		});
		failing(1, (peer) -> peer.write(UNAVAILABLE));
		failure(ClientKind.WEB_CLIENT, HttpMethod.PUT, body);
		assertThat(subscriptions).hasValue(1);
		failing(1, (peer) -> peer.write(UNAVAILABLE));
		assertThat(webClient(application).put()
			.uri(this.server.uri("/odd"))
			.attributes(CallOptions.maxAttempts(2))
			.body(body, DataBuffer.class)
			.retrieve()
			.bodyToMono(String.class)
			.block()).isEqualTo("/odd");
		assertThat(subscriptions).hasValue(3);
	}

	@Test
	void whenTheBodyIsABufferThatWasReleasedThenItIsNotSentAgain() {
		failing(1, (peer) -> peer.write(UNAVAILABLE));
		DataBuffer body = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT).allocateBuffer(16)
			.write("the body", StandardCharsets.UTF_8);
		assertThat(failure(ClientKind.WEB_CLIENT, HttpMethod.PUT, body)).rootCause()
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("a buffer that was sent and released");
		assertThat(this.server.received(0)).containsOnlyOnce("the body");
		assertThat(this.server.requests()).hasSize(1);
	}

	// The pause

	/**
	 * The total limit of a call is 30 seconds unless set.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServerAsksForALongerPauseThanTheCallHasLeftThenTheResponseIsTheCallers(ClientKind client) {
		this.server.on("/odd", "HTTP/1.1 503 Busy\r\nRetry-After: 40\r\nContent-Length: 4\r\n\r\nbusy");
		assertThat(body(failure(client, HttpMethod.GET, null))).isEqualTo("busy");
		assertThat(this.server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenACallPausesThenItHoldsNoConnectionAndEndsWithItsCaller(ClientKind client) throws Exception {
		this.server.on("/odd", IN_SOME_TIME + "Content-Length: 4\r\n\r\nbusy");
		CompletableFuture<ResponseEntity<String>> call;
		if (client == ClientKind.WEB_CLIENT) {
			call = send(client, new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd")));
			awaitPause();
			call.cancel(true);
		}
		else {
			assertThat(interrupted(client)).isInstanceOf(InterruptedIOException.class)
				.hasMessageContaining("interrupted while it waited to be tried again");
		}
		application.awaitQuiet();
		assertThat(this.server.requests()).hasSize(1);
		assertThat(answerElsewhere(client)).isEqualTo("/else");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheResponseGivenUpDoesNotEndThenTheNextAttemptBeginsAfterItsLease(ClientKind client) {
		Leases leases = new Leases();
		PooledApplication followed = application("httppool.retry.max-attempts=2").listening(leases);
		try {
			failing(1, (peer) -> {
				peer.write("HTTP/1.1 503 Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
				peer.readToEnd();
			});
			assertThat(CallPair
				.answer(client.send(followed, new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd")))))
				.isEqualTo("/odd");
			followed.awaitQuiet();
			assertThat(leases.events).containsExactly("acquired", "released", "acquired", "released");
		}
		finally {
			followed.afterEach(null);
		}
	}

	private Throwable interrupted(ClientKind client) throws InterruptedException {
		List<Throwable> thrown = new CopyOnWriteArrayList<>();
		List<Boolean> flag = new CopyOnWriteArrayList<>();
		RestClient restClient = (client == ClientKind.REST_CLIENT) ? restClient(application)
				: RestClient.create(application.bean(RestTemplateBuilder.class).build());
		Thread caller = new Thread(() -> {
			thrown.add(NestedExceptionUtils.getMostSpecificCause(
					catchThrowable(() -> restClient.get().uri(this.server.uri("/odd")).retrieve().toBodilessEntity())));
			flag.add(Thread.currentThread().isInterrupted());
		}, "test-caller");
		caller.start();
		awaitPause();
		caller.interrupt();
		caller.join();
		assertThat(flag).containsExactly(true);
		return thrown.get(0);
	}

	private void awaitPause() {
		PooledApplication.eventually("a call pauses", () -> assertThat(decided).containsExactly(RETRIED));
		application.awaitQuiet();
	}

	private String answerElsewhere(ClientKind client) {
		RequestEntity<?> request = new RequestEntity<>(HttpMethod.GET, this.server.uri("/else"));
		return CallPair.answer(send(client, request));
	}

	// What the application throws

	@ParameterizedTest
	@EnumSource
	void whenAnErrorIsThrownInTheSecondAttemptThenTheCallerIsToldAndTriedNoMore(ClientKind client) {
		AtomicInteger attempts = new AtomicInteger();
		AssertionError error = new AssertionError("thrown by the application");
		PooledApplication broken = application("httppool.retry.max-attempts=3", "httppool.retry.budget-min=1",
				"httppool.retry.budget=0")
			.customizing((http) -> http.doOnRequest((request, connection) -> {
				if (attempts.incrementAndGet() == 2) {
					throw error;
				}
			}));
		try {
			this.server.on("/odd", UNAVAILABLE);
			RequestEntity<?> request = new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd"));
			Throwable failure = failureOf(client.send(broken, request));
			assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).isSameAs(error);
			assertThat(decided).containsExactly(RETRIED);
			assertThat(body(failureOf(client.send(broken, request)))).isEqualTo("busy");
			assertThat(decided).containsExactly(RETRIED, RETRIED, RETRIED, EXHAUSTED);
		}
		finally {
			broken.afterEach(null);
		}
	}

	@Test
	void whenTheBodyOfAWebClientThrowsAnErrorInTheSecondAttemptThenTheCallerIsToldAndTriedNoMore() {
		this.server.on("/odd", UNAVAILABLE);
		AtomicInteger attempts = new AtomicInteger();
		AssertionError error = new AssertionError("thrown by the application");
		Throwable failure = catchThrowable(
				() -> webClient(application).put().uri(this.server.uri("/odd")).body((request, context) -> {
					if (attempts.incrementAndGet() == 2) {
						throw error;
					}
					return request.setComplete();
				}).retrieve().toBodilessEntity().block());
		assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).isSameAs(error);
		assertThat(attempts).hasValue(2);
		assertThat(decided).containsExactly(RETRIED);
	}

	/**
	 * Whichever way it ends, the call has the only connection.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAListenerThrowsAndCannotBePutIntoWordsThenItsConnectionServesTheNextCall(ClientKind client) {
		Unspeakable listener = new Unspeakable();
		PooledApplication single = application("httppool.retry.max-attempts=2", "httppool.pool.max-connections=1",
				"httppool.timeouts.acquire=10s")
			.listening(listener);
		try {
			failing(1, Peer::end);
			for (String path : List.of("/odd", "/else", "/odd")) {
				RequestEntity<?> request = new RequestEntity<>(HttpMethod.GET, this.server.uri(path));
				assertThat(CallPair.answer(client.send(single, request))).isEqualTo(path);
			}
			this.server.on("/odd", Peer::end);
			RequestEntity<?> failing = new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd"));
			assertThat(failureOf(client.send(single, failing))).hasMessageContaining("after 2 attempts");
			single.awaitQuiet();
			assertThat(listener.told).hasValue(4);
		}
		finally {
			single.afterEach(null);
		}
	}

	// Load

	@ParameterizedTest
	@EnumSource
	void whenThePoolRefusesACallThenItIsNotTriedAgain(ClientKind client) throws Exception {
		PooledApplication small = application("httppool.retry.max-attempts=3", "httppool.pool.max-connections=1",
				"httppool.pool.max-pending-acquires=0");
		CountDownLatch answer = new CountDownLatch(1);
		try {
			this.server.on("/held", (peer) -> {
				RawServer.awaitLatch(answer);
				peer.echo();
			});
			CompletableFuture<ResponseEntity<String>> held = client.send(small,
					new RequestEntity<>(HttpMethod.GET, this.server.uri("/held")));
			small.awaitCall();
			Throwable refused = failureOf(
					client.send(small, new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd"))));
			assertThat(NestedExceptionUtils.getMostSpecificCause(refused))
				.isInstanceOf(AcquireQueueFullException.class);
			assertThat(decided).isEmpty();
			answer.countDown();
			assertThat(CallPair.answer(held)).isEqualTo("/held");
		}
		finally {
			answer.countDown();
			small.afterEach(null);
		}
	}

	/**
	 * The server answers none of the calls before all have come, and no repeated attempt
	 * before it has been decided about all calls.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAllCallsFailThenAShareOfThemIsTriedAgain(ClientKind client) {
		int calls = 20;
		CountDownLatch all = new CountDownLatch(calls);
		PooledApplication limited = application("httppool.retry.max-attempts=2");
		try {
			this.server.on("/odd", (peer) -> {
				if (all.getCount() == 0) {
					PooledApplication.eventually("all were decided about",
							() -> assertThat(decided).hasSizeGreaterThanOrEqualTo(calls));
				}
				else {
					all.countDown();
					RawServer.awaitLatch(all);
				}
				peer.write(UNAVAILABLE);
			});
			RequestEntity<?> request = new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd"));
			List<CompletableFuture<ResponseEntity<String>>> sent = IntStream.range(0, calls)
				.mapToObj((i) -> client.send(limited, request))
				.toList();
			assertThat(sent).allSatisfy((call) -> assertThat(body(failureOf(call))).isEqualTo("busy"));
			assertThat(this.server.requests()).hasSizeBetween(calls + 3, calls + 4);
			assertThat(decided.stream().filter(DENIED_BUDGET::equals)).hasSizeBetween(calls - 4, calls - 3);
		}
		finally {
			limited.afterEach(null);
		}
	}

	private void failing(int times, ScriptedServer.Script failing) {
		AtomicInteger left = new AtomicInteger(times);
		this.server.on("/odd", (peer) -> {
			if (left.getAndDecrement() > 0) {
				peer.readBody();
				failing.play(peer);
			}
			else {
				peer.echo();
			}
		});
	}

	private String answer(ClientKind client, HttpMethod method, Object body) {
		return CallPair.answer(send(client, new RequestEntity<>(body, method, this.server.uri("/odd"))));
	}

	private Throwable failure(ClientKind client, HttpMethod method, Object body) {
		return failureOf(send(client, new RequestEntity<>(body, method, this.server.uri("/odd"))));
	}

	private static CompletableFuture<ResponseEntity<String>> send(ClientKind client, RequestEntity<?> request) {
		return client.send(application, request);
	}

	private static Throwable failureOf(CompletableFuture<?> call) {
		Throwable failure = catchThrowable(call::join);
		assertThat(failure).isNotNull();
		return failure.getCause();
	}

	private static String body(Throwable failure) {
		if (failure instanceof HttpServerErrorException blocking) {
			return blocking.getResponseBodyAsString();
		}
		if (failure instanceof HttpClientErrorException blocking) {
			return blocking.getResponseBodyAsString();
		}
		assertThat(failure).isInstanceOf(WebClientResponseException.class);
		return ((WebClientResponseException) failure).getResponseBodyAsString();
	}

	private static RestClient restClient(PooledApplication application) {
		return application.bean("httpPoolRestClient", RestClient.class);
	}

	private static WebClient webClient(PooledApplication application) {
		return application.bean("httpPoolWebClient", WebClient.class);
	}

	private static String rest(PooledApplication application, HttpMethod method, URI uri,
			Consumer<Map<String, Object>> options) {
		return restClient(application).method(method).uri(uri).attributes(options).retrieve().body(String.class);
	}

	private static String web(PooledApplication application, HttpMethod method, URI uri,
			Consumer<Map<String, Object>> options) {
		return webClient(application).method(method)
			.uri(uri)
			.attributes(options)
			.retrieve()
			.bodyToMono(String.class)
			.block();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	interface Odd {

		@GetExchange
		String get(URI uri);

	}

	private static final class Decisions implements HttpPoolListener {

		@Override
		public void retryDecided(RetryDecided event) {
			assertThat(event.attempts()).isPositive();
			decided.add(event.outcome());
		}

	}

	private static final class Unspeakable implements HttpPoolListener {

		private final AtomicInteger told = new AtomicInteger();

		@Override
		public void callEnded(CallEnded event) {
			this.told.incrementAndGet();
			throw new IllegalStateException("a listener that throws on purpose");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("a listener that cannot be described");
		}

	}

	private static final class Leases implements HttpPoolListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		@Override
		public void acquired(Acquired event) {
			this.events.add("acquired");
		}

		@Override
		public void released(Released event) {
			this.events.add("released");
		}

	}

}
