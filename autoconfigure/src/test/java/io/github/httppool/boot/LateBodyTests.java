package io.github.httppool.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * While a connection waits whether a body follows that belongs to no response, reads that
 * bring nothing do not end the wait: a session ticket or a part of a TLS record is one.
 */
@ParameterizedClass(name = "{0}, next call {1}")
@MethodSource("calls")
class LateBodyTests {

	private static final String NOT_MODIFIED = "HTTP/1.1 304 Not Modified\r\nContent-Length: 44\r\n\r\n";

	private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON";

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1")
		.customizing(LateBodyTests::withReadsThatBringNothing);

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@Parameter(0)
	ClientKind client;

	@Parameter(1)
	NextCall nextCall;

	static Stream<Arguments> calls() {
		return NextCall.ofEveryClient();
	}

	private static HttpClient withReadsThatBringNothing(HttpClient client) {
		return client.doOnResponse((response, connection) -> {
			Channel channel = connection.channel();
			channel.eventLoop().schedule(() -> channel.pipeline().fireChannelReadComplete(), 5, TimeUnit.MILLISECONDS);
		});
	}

	@Test
	void whenABodyFollowsA304LateThenNobodyGetsIt() {
		AtomicLong laterBy = new AtomicLong();
		this.server.on("/odd", this.nextCall.holding(application, (peer) -> {
			peer.write(NOT_MODIFIED);
			long written = System.nanoTime();
			peer.pause(Duration.ofMillis(20));
			peer.write(POISON);
			laterBy.set(System.nanoTime() - written);
		}));
		CallPair calls = this.nextCall.make(application, () -> send("/odd"), () -> send("/next"))
			.firstIsAnsweredWith("");
		PooledApplication.eventually("the body has been sent", () -> assertThat(laterBy).hasPositiveValue());
		// A body is awaited for 50 ms, in which a busy machine may not get to send it.
		assumeThat(Duration.ofNanos(laterBy.get())).isLessThan(Duration.ofMillis(40));
		calls.nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.ERROR);
	}

	private CompletableFuture<ResponseEntity<String>> send(String path) {
		return this.client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

}
