package io.github.httppool.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

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
 * An interim response is no response in the sense of {@code timeouts.response}, whose
 * time runs from the request to the final one.
 */
class InterimResponseTimeoutTests {

	private static final String TIMEOUT = "no response from .* within 300 ms";

	private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1",
			"httppool.timeouts.response=300ms");

	@ParameterizedTest
	@EnumSource
	void whenNoFinalResponseComesThenTheCallTimesOut(ClientKind client) {
		this.server.on("/odd", (peer) -> {
			peer.write(PROCESSING);
			peer.readToEnd();
		});
		assertThat(CallPair.failure(get(client, "/odd"))).containsPattern(TIMEOUT);
		application.assertClosed(1, CloseReason.TIMEOUT);
		assertThat(CallPair.answer(get(client, "/next"))).isEqualTo("/next");
	}

	/**
	 * Something comes more often than the time-out, for longer than it.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheFinalResponseComesTooLateThenInterimOnesDoNotPutTheTimeoutOff(ClientKind client) {
		this.server.on("/odd", (peer) -> {
			for (int i = 0; i < 15; i++) {
				peer.write(PROCESSING);
				peer.pause(Duration.ofMillis(100));
			}
			peer.write(RawServer.ok("final"));
		});
		assertThat(CallPair.failure(get(client, "/odd"))).containsPattern(TIMEOUT);
		application.assertClosed(1, CloseReason.TIMEOUT);
		assertThat(CallPair.answer(get(client, "/next"))).isEqualTo("/next");
	}

	private CompletableFuture<ResponseEntity<String>> get(ClientKind client, String path) {
		return client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

}
