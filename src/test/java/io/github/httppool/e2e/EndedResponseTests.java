package io.github.httppool.e2e;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.httppool.LeaksSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.ClientResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the end of a response is, where that is not obvious.
 */
class EndedResponseTests {

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private final BodyServer server = this.endToEnd.bodyServer();

	private TestApplication application;

	private void start(String reclaim) {
		this.application = this.endToEnd.application("httppool.event-loops=1", "httppool.pool.eviction-interval=5ms",
				"httppool.leak-detection.reclaim=" + reclaim);
	}

	@Test
	void whenACallIsCancelledBetweenResponseAndBodyThenItsConnectionIsFree() throws InterruptedException {
		start("off");
		CountDownLatch response = new CountDownLatch(1);
		Disposable call = this.application.webClient()
			.get()
			.uri(this.server.uri("/bytes/300000"))
			.exchangeToMono((ignored) -> Mono.never().doOnSubscribe((subscription) -> response.countDown()))
			.subscribe();
		assertThat(response.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(this.application.pool().snapshot().active()).isOne();
		call.dispose();
		EndToEnd.eventually("free", () -> assertThat(this.application.pool().snapshot().active()).isZero());
	}

	@Test
	void whenALostBodyIsDrainedDuringSeveralSweepsThenItIsOneLeak() {
		start("confirmed");
		this.application.orderClient().entityFluxNeverSubscribed(this.server.uri("/late/50000"));
		try (Garbage garbage = Garbage.collectedEvery(1)) {
			EndToEnd.eventually("free", () -> assertThat(this.application.pool().snapshot().active()).isZero());
		}
		assertThat(this.application.pool().leaks()).returns(1L, LeaksSnapshot::confirmed)
			.returns(1L, LeaksSnapshot::reclaimed);
	}

	@Test
	void whenABodyIsSubscribedToTwiceAndLostThenItIsReclaimed() {
		start("confirmed");
		subscribeTwice();
		try (Garbage garbage = Garbage.collectedEvery(10)) {
			EndToEnd.eventually("reclaimed", () -> assertThat(this.application.pool().leaks().reclaimed()).isOne());
		}
		EndToEnd.eventually("free", () -> assertThat(this.application.pool().snapshot().active()).isZero());
	}

	private void subscribeTwice() {
		Flux<DataBuffer> body = this.application.webClient()
			.get()
			.uri(this.server.uri("/bytes/300000"))
			.retrieve()
			.toEntityFlux(DataBuffer.class)
			.block()
			.getBody();
		body.subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(1);
			}

			@Override
			protected void hookOnNext(DataBuffer piece) {
				DataBufferUtils.release(piece);
			}

		});
		body.onErrorComplete().blockLast();
	}

	@Test
	void whenAFilterTriesAgainThenTheSecondAttemptIsNotTakenForTheFirst() {
		start("confirmed");
		Mono<String> answer = this.application.webClient()
			.mutate()
			.filter((request, next) -> next.exchange(request)
				.flatMap((response) -> response.statusCode().isError()
						? response.releaseBody().then(response.createError()) : Mono.just(response))
				.retry(5))
			.build()
			.get()
			.uri(this.server.url("/status/503"))
			.retrieve()
			.bodyToMono(String.class)
			.onErrorReturn("given up");
		try (Garbage garbage = Garbage.collectedEvery(5)) {
			assertThat(Flux.range(0, 5).concatMap((i) -> answer).blockLast()).isEqualTo("given up");
		}
		assertThat(this.application.pool().leaks()).isEqualTo(LeaksSnapshot.NONE);
	}

	@Test
	void whenAFilterAsksTwiceAndLosesOneResponseThenTheOtherIsNotTouched() {
		start("confirmed");
		ResponseEntity<Flux<DataBuffer>> kept = askTwice();
		try (Garbage garbage = Garbage.collectedEvery(10)) {
			EndToEnd.eventually("reclaimed", () -> assertThat(this.application.pool().leaks().reclaimed()).isOne());
			int enough = garbage.collections() + 5;
			EndToEnd.eventually("collected", () -> assertThat(garbage.collections()).isGreaterThan(enough));
		}
		assertThat(kept.getBody().map(EndedResponseTests::release).reduce(Integer::sum).block()).isEqualTo(300_000);
		assertThat(this.application.pool().leaks().confirmed()).isOne();
	}

	private ResponseEntity<Flux<DataBuffer>> askTwice() {
		return this.application.webClient().mutate().filter((request, next) -> {
			Mono<ClientResponse> exchange = next.exchange(request);
			return exchange.zipWith(exchange).map(Tuple2::getT2);
		}).build().get().uri(this.server.uri("/bytes/300000")).retrieve().toEntityFlux(DataBuffer.class).block();
	}

	private static int release(DataBuffer piece) {
		int length = piece.readableByteCount();
		DataBufferUtils.release(piece);
		return length;
	}

}
