package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.httppool.CloseReason;
import io.github.httppool.LeaksSnapshot;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Event streams last: they are no suspects for that, but found when they are forgotten.
 */
class EventStreamLeakTests {

	/** Longer than a first call takes. */
	private static final Duration THRESHOLD = Duration.ofSeconds(1);

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	final PooledApplication application = new PooledApplication("httppool.leak-detection.threshold=1s",
			"httppool.pool.eviction-interval=10ms");

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenAnEventStreamLastsThenOnlyTheOtherResponseIsSuspected(Client client) throws IOException {
		streams("/events", "text/event-stream;charset=UTF-8");
		streams("/lines", "Application/X-NDJSON");
		streams("/text", "text/plain");
		List<AutoCloseable> held = new ArrayList<>();
		for (String path : List.of("/events", "/lines")) {
			held.add(client.open(this.application, this.server, path));
		}
		awaitAge(2);
		held.add(client.open(this.application, this.server, "/text"));
		PooledApplication.eventually("one is suspected",
				() -> assertThat(this.application.pool().leaks().suspected()).isOne());
		assertThat(this.application.pool().leaks().sites()).singleElement()
			.satisfies((site) -> assertThat(site.callSite()).contains("text"));
		held.forEach(EventStreamLeakTests::close);
		assertThat(this.application.pool().leaks().confirmed()).isZero();
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenAnEventStreamIsForgottenThenItsConnectionIsTakenBack(Client client) {
		streams("/events", "text/event-stream");
		client.forget(this.application, this.server, "/events");
		await().atMost(PooledApplication.PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
			System.gc();
			LeaksSnapshot leaks = this.application.pool().leaks();
			assertThat(leaks.confirmed()).isOne();
			assertThat(leaks.reclaimed()).isOne();
		});
		this.application.assertClosed(1, CloseReason.LEAK_RECLAIMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "application/x-ndjson" })
	void whenReclaimAfterIsSetThenItHoldsForEventStreamsToo(String contentType) {
		this.application.with("httppool.leak-detection.reclaim=after", "httppool.leak-detection.reclaim-after=500ms");
		streams("/events", contentType);
		AutoCloseable held = Client.WEB_CLIENT.open(this.application, this.server, "/events");
		this.application.assertClosed(1, CloseReason.LEAK_RECLAIMED);
		close(held);
	}

	/**
	 * Answers with one line, and goes on for as long as the client likes.
	 */
	private void streams(String path, String contentType) {
		this.server.on(path, (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nContent-Type: " + contentType
					+ "\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nline\n\n\r\n");
			peer.readToEnd();
		});
	}

	/**
	 * Waits until so many calls have had their connections for longer than they may
	 * without being suspected, and have been looked at.
	 */
	private void awaitAge(int calls) {
		PooledApplication.eventually("old",
				() -> assertThat(this.application.pool().connections()).hasSize(calls)
					.allSatisfy((connection) -> assertThat(connection.leasedMillis())
						.isGreaterThan(THRESHOLD.multipliedBy(2).toMillis())));
	}

	private static void close(AutoCloseable held) {
		try {
			held.close();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	enum Client {

		REST_CLIENT {

			@Override
			AutoCloseable open(PooledApplication application, ScriptedServer server, String path) {
				return body(application, server, path);
			}

			@Override
			void forget(PooledApplication application, ScriptedServer server, String path) {
				body(application, server, path);
			}

			private InputStream body(PooledApplication application, ScriptedServer server, String path) {
				return Objects.requireNonNull(application.bean("httpPoolRestClient", RestClient.class)
					.get()
					.uri(server.uri(path))
					.retrieve()
					.body(InputStream.class));
			}

		},

		WEB_CLIENT {

			@Override
			AutoCloseable open(PooledApplication application, ScriptedServer server, String path) {
				Disposable subscription = application.bean("httpPoolWebClient", WebClient.class)
					.get()
					.uri(server.uri(path))
					.retrieve()
					.bodyToFlux(DataBuffer.class)
					.doOnNext(DataBufferUtils::release)
					.onErrorComplete()
					.subscribe();
				return subscription::dispose;
			}

			@Override
			void forget(PooledApplication application, ScriptedServer server, String path) {
				application.bean("httpPoolWebClient", WebClient.class)
					.get()
					.uri(server.uri(path))
					.retrieve()
					.bodyToFlux(DataBuffer.class)
					.subscribe(new BaseSubscriber<>() {

						@Override
						protected void hookOnSubscribe(Subscription subscription) {
							subscription.request(1);
						}

						@Override
						protected void hookOnNext(DataBuffer piece) {
							DataBufferUtils.release(piece);
						}

					});
			}

		};

		abstract AutoCloseable open(PooledApplication application, ScriptedServer server, String path);

		abstract void forget(PooledApplication application, ScriptedServer server, String path);

	}

}
