package io.github.httppool.boot;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.ConnectFailures;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Calls to a port that nobody listens on, and then somebody does.
 */
@Timeout(60)
class DialBackoffTests {

	private static final Duration BETWEEN_CALLS = Duration.ofMillis(5);

	private static final int CALLS = 200;

	/** The pauses are 100, 200, 400, 800, 1600 and 3200 ms. */
	private static final int MOST_DIALS = 10;

	private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(20);

	private final Outages outages = new Outages();

	@RegisterExtension
	final PooledApplication application = new PooledApplication().with("httppool.timeouts.acquire=2s")
		.listening(this.outages);

	@ParameterizedTest
	@EnumSource
	void whenAPortIsRefusedThenItIsDialedNowAndThenAndUsedOnceItIsServed(ClientKind client) throws IOException {
		URI uri = URI.create("http://127.0.0.1:" + freePort() + "/");
		// Each caller before the first failure gets a dial.
		assertRefused(send(client, uri), uri);
		List<CompletableFuture<ResponseEntity<String>>> calls = Flux.interval(BETWEEN_CALLS)
			.onBackpressureBuffer()
			.take(CALLS)
			.map((i) -> send(client, uri))
			.collectList()
			.block();
		assertThat(calls).hasSize(CALLS);
		calls.forEach((call) -> assertRefused(call, uri));
		assertThat(this.outages.dials).hasValueBetween(2, MOST_DIALS);
		assertThat(this.application.snapshot().hosts()).singleElement()
			.extracting(HostSnapshot::connectFailures)
			.satisfies((failures) -> assertThat(failures.lastError()).contains("Connection refused")
				.doesNotContain("Exception"))
			.returns(this.outages.dials.get(), ConnectFailures::attempts);
		assertRecovers(client, uri);
	}

	private void assertRecovers(ClientKind client, URI uri) throws IOException {
		RawServer server = new RawServer(uri.getPort()).answering(RawServer.ok("back"));
		try {
			await().atMost(LONGEST_OUTAGE)
				.untilAsserted(() -> assertThat(send(client, uri)).succeedsWithin(Duration.ofSeconds(10)));
			assertThat(send(client, uri).join().getBody()).isEqualTo("back");
			assertThat(this.outages.began).hasValue(1);
			assertThat(this.outages.ended).hasValue(1);
			assertThat(this.outages.dials).hasValueLessThan(MOST_DIALS);
			assertThat(this.application.snapshot().hosts()).singleElement()
				.returns(null, HostSnapshot::connectFailures);
		}
		finally {
			server.afterEach(null);
		}
	}

	private CompletableFuture<ResponseEntity<String>> send(ClientKind client, URI uri) {
		return client.send(this.application, new RequestEntity<>(HttpMethod.GET, uri));
	}

	/**
	 * With the same exception whether it was dialed for the call or not.
	 */
	private static void assertRefused(CompletableFuture<?> call, URI uri) {
		Throwable failure = catchThrowable(call::join).getCause().getCause();
		assertThat(failure).isInstanceOf(ConnectException.class)
			.hasMessageContaining("Connection refused: /" + uri.getAuthority())
			.hasCauseInstanceOf(ConnectException.class);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static final class Outages implements HttpPoolListener {

		private final AtomicInteger dials = new AtomicInteger();

		private final AtomicInteger began = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		@Override
		public void creationFailed(CreationFailed event) {
			this.dials.incrementAndGet();
		}

		@Override
		public void connectFailing(ConnectFailing event) {
			this.began.incrementAndGet();
		}

		@Override
		public void connectRecovered(ConnectRecovered event) {
			this.ended.incrementAndGet();
		}

	}

}
