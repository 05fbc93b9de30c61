package io.github.httppool.boot;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The frame of tests that make two calls on a pool of one connection, with each client
 * and with the next call at each moment.
 */
@ParameterizedClass(name = "{0}, next call {1}")
@MethodSource("calls")
abstract class OneConnection {

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1");

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@Parameter(0)
	ClientKind client;

	@Parameter(1)
	NextCall nextCall;

	static Stream<Arguments> calls() {
		return NextCall.ofEveryClient();
	}

	CallPair get(ScriptedServer.Script answer) {
		return call(new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd")), answer);
	}

	CallPair call(RequestEntity<Void> first, ScriptedServer.Script answer) {
		return call(first, HttpMethod.GET, answer);
	}

	CallPair call(RequestEntity<Void> first, HttpMethod nextMethod, ScriptedServer.Script answer) {
		this.server.on("/odd", this.nextCall.holding(application, answer));
		RequestEntity<Void> next = new RequestEntity<>(nextMethod, this.server.uri("/next"));
		return this.nextCall.make(application, () -> send(first), () -> send(next));
	}

	private CompletableFuture<ResponseEntity<String>> send(RequestEntity<Void> request) {
		return this.client.send(application, request);
	}

	/**
	 * Proves that both calls went over the same connection.
	 */
	void assertReused() {
		application.assertClosed(0);
		assertThat(this.server.connections()).isOne();
		assertThat(this.server.requests()).hasSize(2);
	}

	/**
	 * Proves that the next call got another connection.
	 * @param reasons one of which the first was closed for
	 */
	void assertReplaced(CloseReason... reasons) {
		application.assertClosed(1, reasons);
		assertThat(this.server.connections()).isEqualTo(2);
		assertThat(this.server.requests()).hasSize(2);
	}

}
