package io.github.httppool.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.HttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that last longer than the threshold, but that somebody can still end: suspected
 * once, and left alone, although garbage is collected and leases are looked at all the
 * time.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlowNotLeakedTests {

	private static final int LARGE = 300_000;

	/** Between them there are several sweeps. */
	private static final int COLLECTIONS = 5;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private BodyServer server;

	private TestApplication application;

	private HttpPool pool;

	private Garbage garbage;

	@BeforeEach
	void start() {
		start("200ms");
		this.garbage = Garbage.collectedEvery(20);
	}

	private void start(String threshold) {
		this.server = this.endToEnd.bodyServer();
		this.application = this.endToEnd.application("httppool.pool.eviction-interval=10ms",
				"httppool.leak-detection.threshold=" + threshold, "logging.level.io.github.httppool=info");
		this.pool = this.application.pool();
	}

	@AfterEach
	void stop() {
		this.garbage.close();
	}

	@Test
	void whenAStreamIsReadSlowlyThenItIsOnlySuspectedAndSaidToBeSlow(CapturedOutput output) throws IOException {
		try (InputStream stream = readBeginning()) {
			awaitSuspicion();
			for (String text : List.of("one ", "two ", "three ", "end")) {
				this.server.tell(text);
				assertThat(stream.readNBytes(text.length())).asString(StandardCharsets.US_ASCII).isEqualTo(text);
				letTimePass();
			}
			assertThat(stream.read()).isEqualTo(-1);
		}
		proveThatItWasLeftAlone();
		EndToEnd.eventually("said to be slow",
				() -> assertThat(output).containsOnlyOnce("it was slow, not leaked").contains("GET /told"));
	}

	private InputStream readBeginning() throws IOException {
		InputStream stream = Objects.requireNonNull(
				this.application.restClient().get().uri(this.server.uri("/told")).retrieve().body(InputStream.class));
		assertThat(stream.readNBytes(6)).asString(StandardCharsets.US_ASCII).isEqualTo("begin ");
		return stream;
	}

	@Test
	void whenASubscriberIsHeldAndAsksForNothingThenItGetsTheRestWhenItAsks() {
		Stalled subscriber = new Stalled();
		this.application.webClient()
			.get()
			.uri(this.server.uri("/bytes/" + LARGE))
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.subscribe(subscriber);
		awaitSuspicion();
		letTimePass();
		subscriber.requestUnbounded();
		EndToEnd.eventually("all received", () -> assertThat(subscriber.received()).isEqualTo(LARGE));
		proveThatItWasLeftAlone();
	}

	@Test
	void whenOnlyTheSubscriptionIsHeldThenTheSubscriberGetsTheRest() {
		CompletableFuture<Integer> received = new CompletableFuture<>();
		Subscription subscription = subscribe(received);
		awaitSuspicion();
		letTimePass();
		subscription.request(Long.MAX_VALUE);
		assertThat(received).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(LARGE);
		proveThatItWasLeftAlone();
	}

	/**
	 * Of the subscriber nobody but the subscription knows.
	 */
	private Subscription subscribe(CompletableFuture<Integer> received) {
		CompletableFuture<Subscription> subscription = new CompletableFuture<>();
		this.application.webClient()
			.get()
			.uri(this.server.uri("/bytes/" + LARGE))
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.subscribe(new Stalled() {

				@Override
				protected void hookOnSubscribe(Subscription upstream) {
					super.hookOnSubscribe(upstream);
					subscription.complete(upstream);
				}

				@Override
				protected void hookOnComplete() {
					received.complete(received());
				}

			});
		return subscription.join();
	}

	@Test
	void whenAnEntityIsHeldThenItsBodyCanBeReadLater() {
		ResponseEntity<Flux<DataBuffer>> entity = Objects.requireNonNull(this.application.webClient()
			.get()
			.uri(this.server.uri("/bytes/" + LARGE))
			.retrieve()
			.toEntityFlux(DataBuffer.class)
			.block());
		awaitSuspicion();
		letTimePass();
		assertThat(
				Objects.requireNonNull(entity.getBody()).map(SlowNotLeakedTests::release).reduce(Integer::sum).block())
			.isEqualTo(LARGE);
		proveThatItWasLeftAlone();
	}

	@Test
	void whenAnEventStreamIsOpenForLongThenItIsNotSuspectedAndItsEventsStillArrive() {
		List<String> events = new CopyOnWriteArrayList<>();
		CountDownLatch end = new CountDownLatch(1);
		this.application.webClient()
			.get()
			.uri(this.server.uri("/events"))
			.accept(MediaType.TEXT_EVENT_STREAM)
			.retrieve()
			.bodyToFlux(String.class)
			.doFinally((signal) -> end.countDown())
			.subscribe(events::add);
		EndToEnd.eventually("older than the threshold",
				() -> assertThat(this.pool.connections()).anySatisfy((row) -> assertThat(row.leasedMillis())
					.isGreaterThan(2 * this.pool.settings().leakDetection().threshold().toMillis())));
		letTimePass();
		assertThat(this.pool.leaks().suspected()).isZero();
		this.server.tell("\n\ndata: one\n\n");
		EndToEnd.eventually("received", () -> assertThat(events).contains("one"));
		this.server.tell("end");
		assertThat(await(end)).isTrue();
		proveThatItWasLeftAlone(0);
	}

	@Test
	void whenAnUploadOfWebClientTakesLongThenItIsReceivedToItsEnd() {
		Sinks.Many<String> upload = Sinks.many().unicast().onBackpressureBuffer();
		CompletableFuture<String> answer = this.application.webClient()
			.post()
			.uri(this.server.uri("/upload"))
			.body(upload.asFlux(), String.class)
			.retrieve()
			.bodyToMono(String.class)
			.toFuture();
		upload.tryEmitNext("12345").orThrow();
		awaitSuspicion();
		letTimePass();
		upload.tryEmitNext("67890").orThrow();
		upload.tryEmitComplete().orThrow();
		assertThat(answer).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("10");
		proveThatItWasLeftAlone();
	}

	@Test
	void whenAnUploadOfRestClientTakesLongThenItIsReceivedToItsEnd() {
		CountDownLatch rest = new CountDownLatch(1);
		CallsUnderWay upload = CallsUnderWay.onThreads(1, () -> {
			String length = this.application.restClient().post().uri(this.server.uri("/upload")).body((output) -> {
				output.write(new byte[LARGE]);
				output.flush();
				await(rest);
				output.write(new byte[LARGE]);
			}).retrieve().body(String.class);
			return String.valueOf(2 * LARGE).equals(length) ? "ok" : length;
		});
		awaitSuspicion();
		letTimePass();
		rest.countDown();
		upload.assertAnswered();
		proveThatItWasLeftAlone();
	}

	@Test
	@Tag("stress")
	@Timeout(180)
	void whenOnePieceIsReadEachTwoSecondsForAMinuteThenItIsOnlySuspected(CapturedOutput output) throws IOException {
		start("10s");
		try (InputStream stream = Objects.requireNonNull(this.application.restClient()
			.get()
			.uri(this.server.uri("/bytes/3000000"))
			.retrieve()
			.body(InputStream.class))) {
			for (int i = 0; i < 30; i++) {
				assertThat(stream.readNBytes(50_000)).hasSize(50_000);
				LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
			}
			assertThat(stream.readAllBytes()).hasSize(1_500_000);
		}
		proveThatItWasLeftAlone();
		EndToEnd.eventually("said to be slow",
				() -> assertThat(output).containsOnlyOnce("it was slow, not leaked").containsPattern("after 6\\d s"));
	}

	private void awaitSuspicion() {
		EndToEnd.eventually("suspected", () -> assertThat(this.pool.leaks().suspected()).isOne());
	}

	private void letTimePass() {
		int enough = this.garbage.collections() + COLLECTIONS;
		EndToEnd.eventually("garbage collected", () -> assertThat(this.garbage.collections()).isGreaterThan(enough));
	}

	private void proveThatItWasLeftAlone() {
		proveThatItWasLeftAlone(1);
	}

	private void proveThatItWasLeftAlone(long suspected) {
		EndToEnd.eventually("ended", () -> assertThat(this.pool.snapshot().active()).isZero());
		assertThat(this.pool.leaks()).returns(suspected, (leaks) -> leaks.suspected())
			.returns(0L, (leaks) -> leaks.confirmed())
			.returns(0L, (leaks) -> leaks.reclaimed());
	}

	private static int release(DataBuffer piece) {
		int length = piece.readableByteCount();
		DataBufferUtils.release(piece);
		return length;
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Asks for one piece only.
	 */
	private static class Stalled extends BaseSubscriber<DataBuffer> {

		private volatile int received;

		int received() {
			return this.received;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(DataBuffer piece) {
			this.received = this.received + release(piece);
		}

	}

}
