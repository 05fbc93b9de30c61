package io.github.httppool.webclient;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.call.Call;
import io.github.httppool.client.UnreadBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who ends a body, in every order of what its connection and the application do.
 */
@Timeout(60)
class ResponseBodyOwnershipTests {

	private final ArrivingBody body = new ArrivingBody();

	private final Call call = new Call("GET", "/orders", null, 0);

	private final ResponseBodyOwnership handover = new ResponseBodyOwnership(this.call,
			new WebClientFailures(HttpMethod.GET, URI.create("http://user:secret@orders.example/orders?token=secret")));

	private final Reader reader = new Reader();

	private final AtomicReference<Flux<DataBuffer>> heldBody = new AtomicReference<>();

	@Test
	void whenTheApplicationBeginsThenItHasTheBody() {
		this.handover.arrived(this.body).subscribe(this.reader);
		this.body.subscribed();
		this.body.next("hello");
		assertThat(this.reader.signals).isEmpty();
		this.reader.request(1);
		this.body.next("hello");
		this.body.complete();
		assertThat(this.reader.signals).containsExactly("hello", "complete");
		assertThat(this.call.isResponseHeld()).isFalse();
	}

	@Test
	void whenTheCallWasCancelledBeforeTheResponseThenItsBodyIsTaken() {
		this.handover.cancel();
		this.handover.arrived(this.body);
		this.body.subscribed();
		assertThat(this.body.isWhollyRequested()).isTrue();
		assertThat(this.call.isResponseHeld()).isFalse();
	}

	@Test
	void whenTheCallIsCancelledWithTheResponseThenItsBodyIsKept() {
		Flux<DataBuffer> held = this.handover.arrived(pieces("hello ", "world"));
		this.handover.cancel();
		held.subscribe(this.reader);
		assertThat(this.reader.signals).isEmpty();
		this.reader.request(1);
		assertThat(this.reader.signals).containsExactly("hello world", "complete");
	}

	@Test
	void whenTheBodyThatIsKeptIsStillToComeThenTheApplicationReceivesItLater() {
		Flux<DataBuffer> held = this.handover.arrived(pieces("hello ", "world").doOnSubscribe((subscription) -> {
			this.heldBody.get().subscribe(this.reader);
			this.reader.request(1);
			assertThat(this.reader.signals).isEmpty();
		}));
		this.heldBody.set(held);
		this.handover.cancel();
		assertThat(this.reader.signals).containsExactly("hello world", "complete");
	}

	@Test
	void whenTheBodyThatIsKeptIsEmptyThenTheApplicationSeesItsEnd() {
		Flux<DataBuffer> held = this.handover.arrived(pieces());
		this.handover.cancel();
		held.subscribe(this.reader);
		assertThat(this.reader.signals).containsExactly("complete");
	}

	@Test
	void whenTheBodyIsJustSmallEnoughThenItIsKept() {
		String most = "x".repeat(UnreadBody.LIMIT);
		Flux<DataBuffer> held = this.handover.arrived(pieces(most));
		this.handover.cancel();
		held.subscribe(this.reader);
		this.reader.request(1);
		assertThat(this.reader.signals).containsExactly(most, "complete");
	}

	@Test
	void whenTheBodyIsTooLargeToKeepThenItIsCancelled() {
		AtomicBoolean cancelled = new AtomicBoolean();
		Flux<DataBuffer> held = this.handover
			.arrived(pieces("x".repeat(UnreadBody.LIMIT), "x", "x").doOnCancel(() -> cancelled.set(true)));
		this.handover.cancel();
		assertThat(cancelled).isTrue();
		held.subscribe(this.reader);
		assertThat(this.reader.signals).singleElement()
			.asString()
			.contains("The body of the response is gone", "is larger than 65536 bytes");
	}

	private static Flux<DataBuffer> pieces(String... pieces) {
		return Flux.just(pieces).map(ArrivingBody::piece);
	}

	@Test
	void whenTheBodyComesTooSlowlyToKeepThenItIsCancelled() {
		Flux<DataBuffer> held = this.handover.arrived(this.body);
		this.handover.cancel();
		this.body.subscribed();
		await().atMost(Duration.ofSeconds(10)).until(this.body::isCancelled);
		held.subscribe(this.reader);
		assertThat(this.reader.signals).singleElement()
			.asString()
			.contains("The body of the response is gone", "did not come within 100 ms");
	}

	@Test
	void whenTheCallIsCancelledAfterTheApplicationHasBegunThenTheBodyGoesOn() {
		this.handover.arrived(this.body).subscribe(this.reader);
		this.handover.cancel();
		this.body.subscribed();
		this.reader.request(1);
		this.body.next("hello");
		this.body.complete();
		assertThat(this.reader.signals).containsExactly("hello", "complete");
	}

	@Test
	void whenTheApplicationCancelsWhileItSubscribesThenTheBodyIsCancelled() {
		Reader unwilling = new Reader() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				cancel();
			}

		};
		this.handover.arrived(this.body).subscribe(unwilling);
		this.body.subscribed();
		assertThat(this.body.isCancelled()).isTrue();
		assertThat(unwilling.signals).isEmpty();
	}

	@Test
	void whenARelayIsCancelledBeforeItsSubscriptionIsThereThenThatIsCancelled() {
		LeakTrackingSubscriber relay = new LeakTrackingSubscriber(this.reader, this, this.handover);
		relay.cancel();
		this.body.subscribe(relay);
		this.body.subscribed();
		assertThat(this.body.isCancelled()).isTrue();
		assertThat(this.reader.signals).isEmpty();
	}

	@Test
	void whenTheApplicationFailsBeforeItBeginsThenTheBodyIsCancelled() {
		Flux<DataBuffer> held = this.handover.arrived(this.body);
		this.handover.fail(new IllegalStateException("failed"));
		this.body.subscribed();
		assertThat(this.body.isCancelled()).isTrue();
		held.subscribe(this.reader);
		assertThat(this.reader.signals).containsExactly("java.lang.IllegalStateException: failed");
	}

	@Test
	void whenTheApplicationFailsAfterItHasBegunThenItsReaderIsTold() {
		this.handover.arrived(this.body).subscribe(this.reader);
		this.body.subscribed();
		this.handover.fail(new IllegalStateException("failed"));
		assertThat(this.body.isCancelled()).isTrue();
		assertThat(this.reader.signals).containsExactly("java.lang.IllegalStateException: failed");
	}

	@Test
	void whenTheBodyCompletesBeforeTheResponseHasEndedThenItDoesNotLookWhole() {
		this.call.responseBegins(0);
		this.handover.arrived(this.body).subscribe(this.reader);
		this.body.subscribed();
		this.reader.request(1);
		this.body.next("hello");
		this.body.complete();
		assertThat(this.reader.signals).hasSize(2)
			.last()
			.asString()
			.contains(
					"GET http://orders.example/orders broke off after 5 bytes of the response body: its connection was disposed of");
	}

	@Test
	void whenTheRequestHasFailedThenTheBodyDoesNotLookWhole() {
		this.call.responseBegins(0);
		this.handover.arrived(this.body).subscribe(this.reader);
		this.body.subscribed();
		this.reader.request(1);
		this.body.next("hel");
		this.handover.requestFailed(new IOException("disk gone"));
		this.body.complete();
		assertThat(this.reader.signals).containsExactly("hel", "java.io.IOException: disk gone");
	}

	@Test
	void whenTheRequestHasFailedThenAResponseThatEndsAllTheSameIsWhole() {
		this.call.responseBegins(0);
		this.handover.arrived(this.body).subscribe(this.reader);
		this.body.subscribed();
		this.reader.request(1);
		this.body.next("hello");
		this.handover.requestFailed(new IOException("disk gone"));
		this.call.responseEnds();
		this.body.complete();
		assertThat(this.reader.signals).containsExactly("hello", "complete");
	}

	@Test
	void whateverTheOrderSomebodyEndsTheBody() {
		List<Step> steps = List.of(Step.ARRIVE, Step.BEGIN, Step.REQUEST, Step.CANCEL_CALL, Step.CANCEL_BODY,
				Step.SUBSCRIBED, Step.COMPLETE);
		permutations(steps).forEach((order) -> {
			Story story = new Story();
			order.forEach(story::tell);
			story.tell(Step.SUBSCRIBED);
			assertThat(story.isEnded()).as("ended after %s", order).isTrue();
		});
	}

	@Test
	void whateverTwoThreadsDoAtOnceSomebodyEndsTheBody() throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		CyclicBarrier barrier = new CyclicBarrier(2);
		List<Step> rivals = List.of(Step.BEGIN, Step.CANCEL_CALL, Step.CANCEL_BODY, Step.SUBSCRIBED, Step.REQUEST);
		try {
			for (int i = 0; i < 20_000; i++) {
				Step one = rivals.get(i % rivals.size());
				Step another = rivals.get((i / rivals.size()) % rivals.size());
				Story story = new Story();
				story.tell(Step.ARRIVE);
				if (i % 2 == 0) {
					story.tell(Step.BEGIN);
				}
				Future<?> rival = other.submit(() -> {
					barrier.await();
					story.tell(another);
					return null;
				});
				barrier.await();
				story.tell(one);
				rival.get();
				story.tell(Step.SUBSCRIBED);
				assertThat(story.isEnded()).as("ended after %s and %s", one, another).isTrue();
			}
		}
		finally {
			other.shutdown();
		}
	}

	private static List<List<Step>> permutations(List<Step> steps) {
		if (steps.isEmpty()) {
			return List.of(List.of());
		}
		List<List<Step>> all = new ArrayList<>();
		for (Step first : steps) {
			List<Step> rest = new ArrayList<>(steps);
			rest.remove(first);
			permutations(rest).forEach((order) -> {
				List<Step> whole = new ArrayList<>(List.of(first));
				whole.addAll(order);
				all.add(whole);
			});
		}
		return all;
	}

	private enum Step {

		ARRIVE, BEGIN, REQUEST, CANCEL_CALL, CANCEL_BODY, SUBSCRIBED, COMPLETE

	}

	/**
	 * A call, told step by step. What is not possible yet is left out.
	 */
	private static final class Story {

		private final ArrivingBody body = new ArrivingBody();

		private final ResponseBodyOwnership handover = new ResponseBodyOwnership(new Call("GET", "/orders", null, 0),
				new WebClientFailures(HttpMethod.GET, URI.create("http://orders.example/orders")));

		private final Reader reader = new Reader();

		private volatile Flux<DataBuffer> held;

		private volatile boolean begun;

		private volatile boolean cancelled;

		void tell(Step step) {
			switch (step) {
				case ARRIVE -> this.held = this.handover.arrived(this.body);
				case BEGIN -> begin();
				case REQUEST -> this.reader.request(1);
				case CANCEL_CALL -> cancelCall();
				case CANCEL_BODY -> this.reader.cancel();
				case SUBSCRIBED -> this.body.subscribed();
				case COMPLETE -> this.body.complete();
			}
		}

		private synchronized void begin() {
			if (this.held != null && !this.begun) {
				this.begun = true;
				this.held.subscribe(this.reader);
			}
		}

		private void cancelCall() {
			this.cancelled = true;
			this.handover.cancel();
		}

		/**
		 * The body has ended or is taken to its end, or the application can end it: as it
		 * has not touched it yet, or holds its subscription.
		 */
		boolean isEnded() {
			boolean untouched = this.held == null || (!this.begun && !this.cancelled);
			boolean subscribed = this.reader.hasSubscription() && !this.reader.isDisposed();
			return untouched || subscribed || this.body.isEnded();
		}

	}

	private static class Reader extends BaseSubscriber<DataBuffer> {

		private final List<String> signals = new ArrayList<>();

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// Asks for nothing by itself.
		}

		@Override
		protected void hookOnNext(DataBuffer piece) {
			this.signals.add(piece.toString(StandardCharsets.US_ASCII));
		}

		@Override
		protected void hookOnComplete() {
			this.signals.add("complete");
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.signals.add(failure.toString());
		}

		boolean hasSubscription() {
			return upstream() != null;
		}

	}

}
