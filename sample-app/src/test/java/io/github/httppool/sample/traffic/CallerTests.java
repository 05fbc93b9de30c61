package io.github.httppool.sample.traffic;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@link BlockingCaller} and {@link WebCaller} have in common, against a server that
 * answers when the test says so.
 */
class CallerTests {

	private static final int ROOM = 2;

	private static final Duration LONG = Duration.ofSeconds(10);

	private final Sinks.Empty<Void> answer = Sinks.empty();

	private final FlowStats stats = new FlowStats();

	private DisposableServer server;

	@BeforeEach
	void start() {
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.handle((request, response) -> this.answer.asMono().then(response.status(status(request.uri())).send()))
			.bindNow();
	}

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	@ParameterizedTest
	@EnumSource
	void answerEndsTheCallWell(Kind kind) {
		Caller caller = caller(kind);
		assertThat(call(caller, "/200")).isTrue();
		assertThat(this.stats.snapshot().inFlight()).isOne();
		this.answer.tryEmitEmpty();
		await().until(() -> this.stats.snapshot().ok() == 1);
		assertThat(this.stats.snapshot().inFlight()).isZero();
		caller.close();
	}

	@ParameterizedTest
	@EnumSource
	void errorStatusEndsTheCallBadly(Kind kind) {
		Caller caller = caller(kind);
		this.answer.tryEmitEmpty();
		call(caller, "/503");
		await().until(() -> this.stats.snapshot().failed() == 1);
		assertThat(this.stats.snapshot().lastFailure().message()).contains("503");
		caller.close();
	}

	@ParameterizedTest
	@EnumSource
	void refusedConnectionEndsTheCallBadly(Kind kind) {
		Caller caller = caller(kind);
		this.server.disposeNow();
		call(caller, "/200");
		await().until(() -> this.stats.snapshot().failed() == 1);
		assertThat(this.stats.snapshot().inFlight()).isZero();
		caller.close();
	}

	@ParameterizedTest
	@EnumSource
	void callBeyondTheRoomIsNotMade(Kind kind) {
		Caller caller = caller(kind);
		assertThat(call(caller, "/200")).isTrue();
		assertThat(call(caller, "/200")).isTrue();
		assertThat(call(caller, "/200")).isFalse();
		this.answer.tryEmitEmpty();
		await().until(() -> this.stats.snapshot().ok() == ROOM);
		caller.close();
	}

	@ParameterizedTest
	@EnumSource
	void roomIsFreeAgainWhenACallHasEnded(Kind kind) {
		Caller caller = caller(kind);
		this.answer.tryEmitEmpty();
		for (int calls = 1; calls <= 2 * ROOM; calls++) {
			await().until(() -> call(caller, "/200"));
		}
		await().until(() -> this.stats.snapshot().ok() == 2 * ROOM);
		caller.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenClosedThenNoMoreCallsAreMadeAndThoseInFlightGoOn(Kind kind) {
		Caller caller = caller(kind);
		call(caller, "/200");
		caller.close();
		assertThat(call(caller, "/200")).isFalse();
		assertThat(this.stats.snapshot().inFlight()).isOne();
		this.answer.tryEmitEmpty();
		await().until(() -> this.stats.snapshot().ok() == 1);
	}

	@ParameterizedTest
	@EnumSource
	void callsInFlightCanBeAwaited(Kind kind) {
		Caller caller = caller(kind);
		call(caller, "/200");
		caller.close();
		Thread waiting = new Thread(() -> caller.awaitCalls(LONG));
		waiting.start();
		await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		this.answer.tryEmitEmpty();
		await().until(() -> !waiting.isAlive());
		assertThat(this.stats.snapshot().ok()).isOne();
	}

	private boolean call(Caller caller, String path) {
		Call call = this.stats.begin();
		boolean made = caller.makeCall(URI.create("http://127.0.0.1:%d%s".formatted(this.server.port(), path)), call);
		if (!made) {
			call.skipped();
		}
		return made;
	}

	private static int status(String uri) {
		return Integer.parseInt(uri.substring(1));
	}

	private static Caller caller(Kind kind) {
		return switch (kind) {
			case BLOCKING -> BlockingCaller.by(RestClient.create(), ROOM);
			case REACTIVE -> new WebCaller(WebClient.create(), ROOM);
		};
	}

	private enum Kind {

		BLOCKING, REACTIVE

	}

}
