package io.github.httppool.benchmarks.floor;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.github.httppool.benchmarks.harness.Answer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NettyClientTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private final Answer answer = Answer.ofBytes(9700);

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.route((routes) -> routes
			.get("/answer", (request, response) -> response.sendString(Mono.just(this.answer.text())))
			.get("/other", (request, response) -> response.sendString(Mono.just("y".repeat(this.answer.bytes()))))
			.get("/longer", (request, response) -> response.sendString(Mono.just(this.answer.text() + "z"))))
		.bindNow();

	@AfterEach
	void stop() {
		this.server.disposeNow();
	}

	@Test
	void callsOnAllConnectionsAndAgain() {
		try (NettyClient client = client("/answer", 3)) {
			assertThat(client.call(SHORT)).hasSize(3).allSatisfy(NettyClientTests::hasCalled);
			assertThat(client.call(SHORT)).hasSize(3).allSatisfy(NettyClientTests::hasCalled);
		}
	}

	@Test
	void failsWhenTheAnswerIsWrong() {
		for (String path : List.of("/other", "/longer", "/missing")) {
			try (NettyClient client = client(path, 1)) {
				assertThatThrownBy(() -> client.call(SHORT)).as(path).hasRootCauseInstanceOf(RuntimeException.class);
			}
		}
	}

	private static void hasCalled(Histogram latencies) {
		assertThat(latencies.getTotalCount()).isPositive();
	}

	private NettyClient client(String path, int connections) {
		return new NettyClient(URI.create("http://127.0.0.1:%d%s".formatted(this.server.port(), path)), this.answer,
				connections, 1);
	}

}
