package io.github.httppool.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tomcat answers 100 requests on a connection: no call fails when it closes.
 * {@code -Dkeepalive.calls} says how many of each client, for example 10000.
 */
@Timeout(300)
class RequestLimitTests {

	private static final int CALLS = Integer.getInteger("keepalive.calls", 1000);

	private static final int CALLERS = 8;

	private static final int REQUESTS_PER_CONNECTION = 100;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@ParameterizedTest
	@MethodSource("clientsAskingOrNot")
	void whenTomcatClosesAfterAHundredRequestsThenNoCallFails(ClientCall client, boolean ask) {
		TomcatServer server = this.endToEnd.tomcatServer();
		TestApplication application = this.endToEnd.application("httppool.pool.keep-alive.ask=" + ask,
				"httppool.timeouts.acquire=20s");
		Callable<String> call = client.on(application, server.url("/"));
		Load load = Load.of(CALLERS, call);
		try (load) {
			await().atMost(Duration.ofSeconds(200)).until(() -> load.answers() >= CALLS || !load.failures().isEmpty());
		}
		assertThat(load.failures()).isEmpty();
		assertThat(server.sockets().accepted()).isGreaterThanOrEqualTo(CALLS / REQUESTS_PER_CONNECTION);
		assertThat(application.pool().snapshot().closed().get(CloseReason.NOT_PERSISTENT))
			.isGreaterThanOrEqualTo(CALLS / REQUESTS_PER_CONNECTION - CALLERS);
	}

	static Stream<Arguments> clientsAskingOrNot() {
		ClientCall restClient = (application,
				url) -> () -> application.restClient().get().uri(url).retrieve().body(String.class);
		ClientCall webClient = (application,
				url) -> () -> application.webClient().get().uri(url).retrieve().bodyToMono(String.class).block();
		return Stream.of(Named.of("RestClient", restClient), Named.of("WebClient", webClient))
			.flatMap((client) -> Stream.of(false, true).map((ask) -> Arguments.of(client, ask)));
	}

	/**
	 * How a client calls.
	 */
	@FunctionalInterface
	interface ClientCall {

		Callable<String> on(TestApplication application, String url);

	}

}
