package io.github.httppool.boot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.netty.handler.timeout.ReadTimeoutHandler;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners hear of every call to which no response comes in time, whichever timeout ends
 * it, and of no others.
 */
class ResponseTimedOutTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	private final List<HttpPoolListener.ResponseTimedOut> told = new CopyOnWriteArrayList<>();

	@RegisterExtension
	final PooledApplication application = new PooledApplication().listening(new HttpPoolListener() {

		@Override
		public void responseTimedOut(ResponseTimedOut event) {
			ResponseTimedOutTests.this.told.add(event);
		}

	});

	static Stream<Arguments> clientsAndLimits() {
		return Stream.of(ClientKind.values())
			.flatMap((client) -> Stream.of(Limit.values()).map((limit) -> Arguments.of(client, limit)));
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("clientsAndLimits")
	void whenNoResponseComesInTimeThenItIsToldOnce(ClientKind client, Limit limit) {
		limit.set(this.application);
		this.server.on("/silent?secret=1", ScriptedServer.Peer::readToEnd);
		CallPair.failure(get(client, "/silent?secret=1"));
		this.application.assertClosed(1, CloseReason.TIMEOUT);
		assertThat(this.told).singleElement().satisfies((event) -> {
			assertThat(event.pool()).isEqualTo("default");
			assertThat(event.host()).isEqualTo(this.server.uri("/").getAuthority());
			assertThat(event.request()).isEqualTo("GET /silent");
			assertThat(event.heldNanos()).isGreaterThanOrEqualTo(SHORT.toNanos());
		});
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenABodyStopsThenThatIsNoResponseThatDidNotCome(ClientKind client) {
		Limit.CLIENT.set(this.application);
		this.server.on("/half", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
			peer.readToEnd();
		});
		CallPair.failure(get(client, "/half"));
		this.application.assertClosed(1, CloseReason.TIMEOUT);
		assertThat(this.told).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenTheServerClosesThenNothingHasTimedOut(ClientKind client) {
		this.server.on("/end", ScriptedServer.Peer::end);
		CallPair.failure(get(client, "/end"));
		this.application.assertClosed(1, CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		assertThat(this.told).isEmpty();
	}

	private CompletableFuture<ResponseEntity<String>> get(ClientKind client, String path) {
		return client.send(this.application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

	/**
	 * Who watches the time.
	 */
	enum Limit {

		POOL {

			@Override
			void set(PooledApplication application) {
				application.with("httppool.timeouts.response=300ms");
			}

		},

		CLIENT {

			@Override
			void set(PooledApplication application) {
				application.with("spring.http.clients.read-timeout=300ms");
			}

		},

		REQUEST {

			@Override
			void set(PooledApplication application) {
				application
					.customizing((http) -> http.doOnRequest((request, connection) -> request.responseTimeout(SHORT)));
			}

		},

		HANDLER {

			@Override
			void set(PooledApplication application) {
				application.customizing((http) -> http.doOnRequest((request, connection) -> connection
					.addHandlerLast(new ReadTimeoutHandler(SHORT.toMillis(), TimeUnit.MILLISECONDS))));
			}

		};

		abstract void set(PooledApplication application);

	}

}
