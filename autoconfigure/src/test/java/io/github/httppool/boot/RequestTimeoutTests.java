package io.github.httppool.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A timeout that an application sets on a request by Reactor Netty's means stands in
 * place of the pool's.
 */
class RequestTimeoutTests {

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.timeouts.response=200ms")
		.customizing((client) -> client.doOnRequest((request, connection) -> {
			if (request.uri().equals("/patient")) {
				request.responseTimeout(Duration.ofMinutes(1));
			}
		}));

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenTheRequestHasALongerTimeoutThenItIsAnswered(ClientKind client) {
		this.server.on("/patient", (peer) -> {
			peer.pause(Duration.ofMillis(500));
			peer.echo();
		});
		assertThat(CallPair.answer(get(client, "/patient"))).isEqualTo("/patient");
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenTheRequestHasNoneThenThePoolsCounts(ClientKind client) {
		this.server.on("/impatient", ScriptedServer.Peer::readToEnd);
		assertThat(CallPair.failure(get(client, "/impatient"))).containsPattern("no response from .* within 200 ms");
	}

	private CompletableFuture<ResponseEntity<String>> get(ClientKind client, String path) {
		return client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

}
