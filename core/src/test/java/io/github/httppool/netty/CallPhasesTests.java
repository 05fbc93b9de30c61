package io.github.httppool.netty;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.RawServer;
import io.github.httppool.call.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A call knows what it waits for, and for how long it has.
 */
class CallPhasesTests {

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch mayAnswer = new CountDownLatch(1);

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	private void serve(RawServer.Client client) throws Exception {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			if (head.contains("/moved")) {
				client.write("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
			}
			else if (head.contains("/slow")) {
				this.asked.countDown();
				RawServer.awaitLatch(this.mayAnswer);
				client.write(RawServer.ok("ok"));
			}
			else if (head.contains("/broken")) {
				return;
			}
			else {
				client.write(RawServer.ok("ok"));
			}
		}
	}

	@Test
	void whenACallGetsItsResponseThenItHasPassedThroughAllPhases() {
		Call call = call();
		assertThat(answer(call, "/").block()).isEqualTo("ok");
		awaitDone(call);
		assertThat(phasesOf(call)).contains(CallPhase.CONNECTING, CallPhase.SENDING, CallPhase.WAITING,
				CallPhase.RECEIVING);
		assertThat(call.attempts()).isOne();
	}

	@Test
	void whenAConnectionIsThereThenACallDoesNotConnect() {
		answer(call(), "/").block();
		Call second = call();
		answer(second, "/").block();
		awaitDone(second);
		assertThat(phasesOf(second)).contains(CallPhase.SENDING, CallPhase.WAITING)
			.doesNotContain(CallPhase.CONNECTING);
	}

	/**
	 * Both calls have a connection opened, as they come at once; one of them then waits
	 * for nobody.
	 */
	@Test
	void whenAConnectionWasIdleBeforeItsFirstCallThenThatDoesNotConnect() {
		this.pool.maxConnections(2);
		Mono.zip(answer(call(), "/"), answer(call(), "/")).block();
		await().untilAsserted(() -> assertThat(this.pool.snapshot().idle()).isPositive());
		await().untilAsserted(() -> assertThat(this.pool.snapshot().connecting()).isZero());
		Call first = call();
		Call second = call();
		Mono.zip(answer(first, "/"), answer(second, "/")).block();
		awaitDone(first);
		assertThat(phasesOf(first)).doesNotContain(CallPhase.CONNECTING);
	}

	@Test
	void whenACallIsMadeOnTheWayOfAnotherOneThenItIsNotTakenForThat() {
		this.pool.maxConnections(2);
		Call outer = call();
		String answer = client()
			.headersWhen((headers) -> client().get()
				.uri(this.server.uri("/"))
				.responseContent()
				.aggregate()
				.asString()
				.map((token) -> headers.add("token", token)))
			.get()
			.uri(this.server.uri("/"))
			.responseContent()
			.aggregate()
			.asString()
			.contextWrite(Context.of(Call.class, outer))
			.block();
		assertThat(answer).isEqualTo("ok");
		awaitDone(outer);
		assertThat(outer.attempts()).isOne();
	}

	@Test
	void whenACallIsRedirectedThenItHasTwoAttempts() {
		Call call = call();
		assertThat(this.client()
			.followRedirect(true)
			.get()
			.uri(this.server.uri("/moved"))
			.responseContent()
			.aggregate()
			.asString()
			.contextWrite(Context.of(Call.class, call))
			.block()).isEqualTo("ok");
		awaitDone(call);
		assertThat(call.attempts()).isEqualTo(2);
	}

	@Test
	void whileTheServerDoesNotAnswerACallWaitsAndTheNextIsQueued() {
		Call first = call();
		Call second = call();
		Mono<String> answers = Mono.zip(answer(first, "/slow"), answer(second, "/").delaySubscription(slowIsAsked()))
			.map((both) -> both.getT1() + both.getT2());
		Disposable calls = answers.subscribe();
		await().untilAsserted(() -> assertThat(second.attempts()).isOne());
		assertThat(first.phase()).isEqualTo(CallPhase.WAITING);
		assertThat(second.phase()).isEqualTo(CallPhase.QUEUED);
		this.mayAnswer.countDown();
		awaitDone(first);
		awaitDone(second);
		assertThat(phasesOf(second)).contains(CallPhase.QUEUED);
		await().until(calls::isDisposed);
	}

	@Test
	void whenACallGetsNoConnectionInTimeThenItIsDoneAndWasOnlyQueued() {
		this.pool.acquireTimeout(Duration.ofMillis(200));
		Disposable slow = answer(call(), "/slow").subscribe();
		RawServer.awaitLatch(this.asked);
		Call late = call();
		assertThatThrownBy(() -> answer(late, "/").block()).hasRootCauseInstanceOf(AcquireTimeoutException.class);
		assertThat(late.phase()).isEqualTo(CallPhase.DONE);
		assertThat(phasesOf(late)).containsExactly(CallPhase.QUEUED);
		slow.dispose();
		this.mayAnswer.countDown();
	}

	@Test
	void whenACallIsCancelledThenItIsDone() {
		Call call = call();
		Disposable slow = answer(call, "/slow").subscribe();
		RawServer.awaitLatch(this.asked);
		slow.dispose();
		assertThat(call.phase()).isEqualTo(CallPhase.DONE);
		assertThat(phasesOf(call)).doesNotContain(CallPhase.RECEIVING);
		this.mayAnswer.countDown();
	}

	@Test
	void whenTheServerClosesInsteadOfAnsweringThenTheCallIsDone() {
		Call call = call();
		assertThatThrownBy(() -> answer(call, "/broken").block()).hasMessageContaining("prematurely closed");
		assertThat(call.phase()).isEqualTo(CallPhase.DONE);
	}

	private HttpClient client() {
		return this.pool.pool().httpClient();
	}

	private static Call call() {
		return new Call("GET", "/", null, System.nanoTime());
	}

	private Mono<String> answer(Call call, String path) {
		return client().get()
			.uri(this.server.uri(path))
			.responseContent()
			.aggregate()
			.asString()
			.contextWrite(Context.of(Call.class, call));
	}

	private Mono<Void> slowIsAsked() {
		return Mono.fromRunnable(() -> RawServer.awaitLatch(this.asked));
	}

	private static void awaitDone(Call call) {
		await().untilAsserted(() -> assertThat(call.phase()).isEqualTo(CallPhase.DONE));
	}

	private static Set<CallPhase> phasesOf(Call call) {
		Set<CallPhase> phases = EnumSet.allOf(CallPhase.class);
		phases.removeIf((phase) -> call.nanos(phase, System.nanoTime()) == 0);
		return phases;
	}

}
