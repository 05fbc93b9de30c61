package io.github.httppool.boot;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On a large pool every caller gets its own answer, even from a server that sends one too
 * many with each, in the same write.
 */
class OwnAnswerTests {

	private static final String POISON = RawServer.ok("POISON");

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=50");

	@ParameterizedTest
	@EnumSource
	void whenCallsComeInTurnThenEachGetsItsOwnAnswer(ClientKind client) {
		this.server.onAny((peer) -> peer.write(RawServer.ok(peer.path()) + POISON));
		List<String> paths = paths(50);
		assertThat(paths).allSatisfy((path) -> assertThat(get(client, path)).isEqualTo(path));
		application.assertClosed(50, CloseReason.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void whenCallsComeAtOnceToAColdPoolThenEachGetsItsOwnAnswer(ClientKind client) {
		this.server.onAny((peer) -> peer.write(RawServer.ok(peer.path()) + POISON));
		for (int i = 0; i < 40; i++) {
			assertThatEachGetsItsOwnAnswer(client, 4);
			PooledApplication.eventually("no connection left",
					() -> assertThat(application.pool().connections()).isEmpty());
		}
		application.assertClosed(160, CloseReason.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void whenMoreCallsComeThanThereAreConnectionsThenEachGetsItsOwnAnswer(ClientKind client) {
		this.server.onAny((peer) -> peer.write(RawServer.ok(peer.path()) + POISON));
		assertThatEachGetsItsOwnAnswer(client, 120);
		application.assertClosed(120, CloseReason.ERROR);
	}

	private void assertThatEachGetsItsOwnAnswer(ClientKind client, int calls) {
		List<String> paths = paths(calls);
		List<CompletableFuture<ResponseEntity<String>>> answers = paths.stream()
			.map((path) -> send(client, path))
			.toList();
		assertThat(answers).extracting(CallPair::answer).isEqualTo(paths);
	}

	private static List<String> paths(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "/" + i).toList();
	}

	private String get(ClientKind client, String path) {
		return CallPair.answer(send(client, path));
	}

	private CompletableFuture<ResponseEntity<String>> send(ClientKind client, String path) {
		return client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

}
