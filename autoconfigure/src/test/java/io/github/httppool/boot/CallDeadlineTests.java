package io.github.httppool.boot;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.client.CallDeadline;
import io.github.httppool.client.CallOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * One deadline for several calls, on clients whose own limits are long.
 */
@Timeout(60)
class CallDeadlineTests {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration LONG = Duration.ofSeconds(40);

	/** What each of the first calls takes at least. */
	private static final Duration EACH = Duration.ofMillis(200);

	/** What is left for the third, with some time for a busy machine to notice. */
	private static final Duration LEFT_AT_MOST = LIMIT.minus(EACH);

	/** More than a call here may take, less than without a deadline. */
	private static final Duration SOON = Duration.ofSeconds(4);

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1");

	@RegisterExtension
	static final PooledApplication impatient = new PooledApplication("httppool.timeouts.total=200ms");

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer().on("/silent", ScriptedServer.Peer::readToEnd)
		.on("/takes-time", (peer) -> {
			peer.pause(EACH);
			peer.echo();
		})
		.on("/flow", (peer) -> flow(peer, "text/plain"))
		.on("/events", (peer) -> flow(peer, "text/event-stream"));

	private static void flow(ScriptedServer.Peer peer, String type) throws Exception {
		peer.write("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: 100000\r\n\r\n");
		for (int i = 0; i < 100_000; i++) {
			peer.write("\n");
			peer.pause(Duration.ofMillis(5));
		}
	}

	// Several calls

	@ParameterizedTest
	@EnumSource
	void ofThreeCallsTheThirdGetsWhatIsLeft(Way client) {
		AtomicLong third = new AtomicLong();
		CallTimeoutException failure = failure(() -> CallDeadline.within(LIMIT, () -> {
			assertThat(client.get(application, uri("/takes-time"))).isEqualTo("/takes-time");
			assertThat(client.get(application, uri("/takes-time"))).isEqualTo("/takes-time");
			third.set(System.nanoTime());
			client.get(application, uri("/silent"));
		}));
		assertThat(third).doesNotHaveValue(0);
		assertThat(failure.elapsed()).isBetween(Duration.ofMillis(1), LEFT_AT_MOST);
		assertThat(failure.getMessage()).containsPattern("the call to " + uri("/").getAuthority()
				+ " was not over within 1000 ms \\(CallDeadline, set \\d{3} ms before the call\\):"
				+ " it was waiting for its response");
		application.assertClosed(1, CloseReason.TIMEOUT);
	}

	@Test
	void ofThreeCallsOfAReactiveChainTheThirdGetsWhatIsLeft() {
		WebClient client = application.bean("httpPoolWebClient", WebClient.class);
		Mono<String> slow = client.get().uri(uri("/takes-time")).retrieve().bodyToMono(String.class);
		Mono<String> chain = slow.then(slow)
			.then(client.get().uri(uri("/silent")).retrieve().bodyToMono(String.class))
			.contextWrite(CallDeadline.context(LIMIT));
		CallTimeoutException failure = failure(chain::block);
		assertThat(failure.elapsed()).isBetween(Duration.ofMillis(1), LEFT_AT_MOST);
		assertThat(failure).hasMessageContaining("1000 ms (CallDeadline, set ");
		assertThat(this.server.requests()).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheDeadlineHasPassedThenNoRequestIsSent(Way client) {
		CallTimeoutException failure = failure(
				() -> CallDeadline.within(Duration.ZERO, () -> client.get(application, uri("/ok"))));
		assertThat(failure.getMessage())
			.startsWith("the call to %s was not over within 0 ms (CallDeadline".formatted(uri("/").getAuthority()))
			.contains("): no time was left to send its request (pool 'default')");
		assertThat(failure.phase()).isEqualTo(CallPhase.QUEUED);
		assertThat(failure.snapshot().name()).isEqualTo("default");
		assertThat(this.server.connections()).isZero();
		assertThat(client.get(application, uri("/ok"))).isEqualTo("/ok");
	}

	@Test
	void whenTheDeadlineOfAContextHasPassedThenNoRequestIsSent() {
		WebClient client = application.bean("httpPoolWebClient", WebClient.class);
		assertThat(failure(client.get()
			.uri(uri("/ok"))
			.retrieve()
			.bodyToMono(String.class)
			.contextWrite(CallDeadline.context(Duration.ZERO))::block)).hasMessageContaining("no time was left");
		assertThat(this.server.connections()).isZero();
	}

	/**
	 * Blocking code in a chain has the deadline of its thread, a call subscribed to has
	 * the first of both.
	 */
	@Test
	void whenAChainIsSubscribedToWithinAScopeThenTheFirstCounts() {
		WebClient client = application.bean("httpPoolWebClient", WebClient.class);
		Mono<String> call = client.get().uri(uri("/silent")).retrieve().bodyToMono(String.class);
		assertThat(
				failure(() -> CallDeadline.within(SHORT, () -> call.contextWrite(CallDeadline.context(LONG)).block())))
			.hasMessageContaining("200 ms (CallDeadline");
		assertThat(
				failure(() -> CallDeadline.within(LONG, () -> call.contextWrite(CallDeadline.context(SHORT)).block())))
			.hasMessageContaining("200 ms (CallDeadline");
	}

	// Beside other limits

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void ofAllLimitsTheFirstCounts(boolean reactive) {
		assertThat(failure(() -> CallDeadline.within(SHORT, () -> get(reactive, "/silent", LONG.dividedBy(2)))))
			.hasMessageContaining("200 ms (CallDeadline");
		assertThat(failure(() -> CallDeadline.within(LONG, () -> get(reactive, "/silent", SHORT))))
			.hasMessageContaining("200 ms (CallOptions.timeout): it was waiting for its response");
		Way client = reactive ? Way.WEB_CLIENT : Way.REST_CLIENT;
		assertThat(failure(() -> CallDeadline.within(LONG, () -> client.get(impatient, uri("/silent")))))
			.hasMessageContaining("200 ms (timeouts.total)");
		assertThat(
				failure(() -> CallDeadline.within(Duration.ofMillis(100), () -> client.get(impatient, uri("/silent")))))
			.hasMessageContaining("100 ms (CallDeadline");
	}

	/**
	 * The default of the total limit would spare both.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/flow", "/events" })
	void whenABodyFlowsThenADeadlineEndsItAllTheSame(String path) {
		for (Way client : Way.values()) {
			assertThat(client.get(application, uri("/ok"))).isEqualTo("/ok");
			assertThat(failure(() -> CallDeadline.within(LIMIT, () -> client.get(application, uri(path)))).phase())
				.isEqualTo(CallPhase.RECEIVING);
		}
	}

	@Test
	void whenTheScopeHasEndedThenNothingIsLimited() throws IOException {
		for (Way client : Way.values()) {
			CallDeadline.within(Duration.ofMillis(100), () -> {
			});
			assertThat(client.get(application, uri("/takes-time"))).isEqualTo("/takes-time");
		}
	}

	private String get(boolean reactive, String path, Duration timeout) {
		if (reactive) {
			return application.bean("httpPoolWebClient", WebClient.class)
				.get()
				.uri(uri(path))
				.attributes(CallOptions.timeout(timeout))
				.retrieve()
				.bodyToMono(String.class)
				.block();
		}
		return application.bean("httpPoolRestClient", RestClient.class)
			.get()
			.uri(uri(path))
			.attributes(CallOptions.timeout(timeout))
			.retrieve()
			.body(String.class);
	}

	private URI uri(String path) {
		return this.server.uri(path);
	}

	private static CallTimeoutException failure(Runnable calls) {
		long start = System.nanoTime();
		Throwable failure = catchThrowable(calls::run);
		assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(SOON.toSeconds()));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CallTimeoutException timeout) {
				return timeout;
			}
		}
		throw new AssertionError("no CallTimeoutException", failure);
	}

	/**
	 * Ways to call within a scope.
	 */
	enum Way {

		REST_CLIENT {

			@Override
			String get(PooledApplication application, URI uri) {
				return application.bean("httpPoolRestClient", RestClient.class)
					.get()
					.uri(uri)
					.retrieve()
					.body(String.class);
			}

		},

		REST_TEMPLATE {

			@Override
			String get(PooledApplication application, URI uri) {
				return application.bean(RestTemplateBuilder.class).build().getForObject(uri, String.class);
			}

		},

		WEB_CLIENT {

			@Override
			String get(PooledApplication application, URI uri) {
				return application.bean("httpPoolWebClient", WebClient.class)
					.get()
					.uri(uri)
					.retrieve()
					.bodyToMono(String.class)
					.block();
			}

		},

		HTTP_INTERFACE_ON_REST_CLIENT {

			@Override
			String get(PooledApplication application, URI uri) {
				return call(RestClientAdapter.create(application.bean("httpPoolRestClient", RestClient.class)), uri);
			}

		},

		HTTP_INTERFACE_ON_WEB_CLIENT {

			@Override
			String get(PooledApplication application, URI uri) {
				return call(WebClientAdapter.create(application.bean("httpPoolWebClient", WebClient.class)), uri);
			}

		};

		abstract String get(PooledApplication application, URI uri);

		private static String call(HttpExchangeAdapter adapter, URI uri) {
			return HttpServiceProxyFactory.builderFor(adapter).build().createClient(Plain.class).get(uri);
		}

	}

	interface Plain {

		@GetExchange
		String get(URI uri);

	}

}
