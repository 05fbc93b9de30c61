package io.github.httppool.standalone;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.CallFlag;
import io.github.httppool.CallPhase;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.netty.ReactorHttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the flight recorder says of calls that went wrong, and whom it blames.
 */
class RecordedCallsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch mayAnswer = new CountDownLatch(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	private final StandaloneHttpPools pools = HttpPools.builder()
		.pool("default",
				HttpPoolSettings.builder()
					.maxConnections(1)
					.maxPendingAcquires(0)
					.timeouts(new HttpPoolSettings.Timeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE))
					.build())
		.drainTimeout(Duration.ZERO)
		.build();

	private final ReactorHttpPool pool = (ReactorHttpPool) this.pools.get(HttpPool.DEFAULT);

	private void serve(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			switch (head.split(" ")[1].split("\\?")[0]) {
				case "/close" -> client.socket().close();
				case "/reset" -> {
					client.socket().setSoLinger(true, 0);
					client.socket().close();
				}
				case "/half" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
					client.socket().close();
				}
				case "/down" -> client.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
				case "/missing" -> client.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
				case "/garbage" -> client.write("what is this\r\n\r\n");
				case "/no-gzip" ->
					client.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 11\r\n\r\nnot gzipped");
				case "/silent" -> {
					this.asked.countDown();
					RawServer.awaitLatch(this.mayAnswer);
					return;
				}
				default -> client.write(RawServer.ok("ok"));
			}
		}
	}

	@AfterEach
	void nothingIsLeft() {
		this.mayAnswer.countDown();
		await().untilAsserted(() -> {
			PoolSnapshot snapshot = this.pool.snapshot();
			assertThat(snapshot.active()).isZero();
			assertThat(snapshot.pending()).isZero();
		});
		this.pools.close();
		assertThat(this.pool.connections()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void anOrdinaryCallIsSampled(ClientsOfBothKinds client) {
		assertThat(get(client, "/ok?token=abc").join()).isEqualTo("ok");
		PoolEvent call = only(PoolEventKind.CALL);
		assertThat(call.flag()).isEqualTo(CallFlag.OK);
		assertThat(call.host()).isEqualTo(this.server.uri("/").getAuthority());
		assertThat(call.request()).isEqualTo("GET /ok");
		assertThat(call.text()).isEqualTo("the call was answered with 200");
		assertThat(call.attempts()).isOne();
		assertThat(call.connectionId()).isNotNull();
		assertThat(call.phases()).containsKeys(CallPhase.SENDING, CallPhase.WAITING);
		assertThat(call.took()).isEqualTo(call.phases().values().stream().reduce(Duration.ZERO, Duration::plus));
		assertThat(only(PoolEventKind.DIAL).phases()).containsKey(CallPhase.TCP);
	}

	@ParameterizedTest
	@EnumSource
	void theServerIsBlamedForWhatItAnswers(ClientsOfBothKinds client) {
		assertThat(flagOf(client, "/missing")).isEqualTo(CallFlag.OK);
		assertThat(flagOf(client, "/down")).isEqualTo(CallFlag.SERVER);
		assertThat(calls().get(0).text()).isEqualTo("the call was answered with 503");
		assertThat(flagOf(client, "/garbage")).isEqualTo(CallFlag.SERVER);
		assertThat(flagOf(client, "/no-gzip")).isEqualTo(CallFlag.SERVER);
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatIsLostIsAReset(ClientsOfBothKinds client) {
		assertThat(flagOf(client, "/close")).isEqualTo(CallFlag.RESET);
		assertThat(flagOf(client, "/reset")).isEqualTo(CallFlag.RESET);
		assertThat(flagOf(client, "/half")).isEqualTo(CallFlag.RESET);
		assertThat(this.pool.events().events()).filteredOn((event) -> event.kind() == PoolEventKind.CLOSE)
			.extracting(PoolEvent::flag)
			.contains(CallFlag.RESET);
	}

	@ParameterizedTest
	@EnumSource
	void whoFindsNoRoomIsQueued(ClientsOfBothKinds client) {
		CompletableFuture<String> silent = get(client, "/silent");
		RawServer.awaitLatch(this.asked);
		assertThat(get(client, "/ok?behind").handle((body, error) -> error).join()).isNotNull();
		PoolEvent queued = only(PoolEventKind.NOT_ACQUIRED);
		assertThat(queued.flag()).isEqualTo(CallFlag.QUEUE);
		assertThat(queued.request()).isEqualTo("GET /ok");
		assertThat(queued.connectionId()).isNull();
		assertThat(queued.text()).startsWith("the call failed: ").contains("1 of 1 active");
		this.mayAnswer.countDown();
		assertThat(silent.handle((body, error) -> error).join()).isNotNull();
		assertThat(only(PoolEventKind.CALL).flag()).isEqualTo(CallFlag.RESET);
	}

	@ParameterizedTest
	@EnumSource
	void aSilentServerIsATimeout(ClientsOfBothKinds client) {
		assertThat(client
			.get(this.pool, this.pool.httpClient().responseTimeout(Duration.ofMillis(50)),
					this.server.uri("/silent").toString())
			.handle((body, error) -> error)
			.join()).isNotNull();
		PoolEvent call = only(PoolEventKind.CALL);
		assertThat(call.flag()).isEqualTo(CallFlag.TIMEOUT);
		assertThat(call.phases()).containsKey(CallPhase.WAITING);
	}

	@ParameterizedTest
	@EnumSource
	void aHostThatRefusesIsADial(ClientsOfBothKinds client) throws IOException {
		URI nobody;
		try (ServerSocket socket = new ServerSocket(0)) {
			nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
		}
		CompletableFuture<String> refused = client.get(this.pool, this.pool.httpClient(), nobody.toString());
		await().until(refused::isCompletedExceptionally);
		assertThat(only(PoolEventKind.NOT_ACQUIRED).flag()).isEqualTo(CallFlag.DIAL);
		PoolEvent dial = only(PoolEventKind.DIAL_FAILED);
		assertThat(dial.host()).isEqualTo(nobody.getAuthority());
		assertThat(dial.text()).startsWith("no connection could be opened: ").contains("refused");
	}

	@Test
	void aCallThatIsCancelledIsNobodysFault() {
		Disposable call = this.pool.httpClient()
			.get()
			.uri(this.server.uri("/silent"))
			.responseContent()
			.aggregate()
			.subscribe();
		RawServer.awaitLatch(this.asked);
		call.dispose();
		assertThat(only(PoolEventKind.CALL).flag()).isEqualTo(CallFlag.CANCELLED);
	}

	@Test
	void theApplicationIsBlamedForItsOwnBody() {
		Mono<String> call = this.pool.httpClient()
			.post()
			.uri(this.server.uri("/ok"))
			.send(Flux.error(new IllegalStateException("no https://me:secret@a.example/?x=y")))
			.responseContent()
			.aggregate()
			.asString();
		assertThat(call.materialize().block().hasError()).isTrue();
		PoolEvent event = only(PoolEventKind.CALL);
		assertThat(event.flag()).isEqualTo(CallFlag.CLIENT);
		assertThat(event.text()).isEqualTo("the call failed: no https://***@a.example/?x=***");
	}

	@Test
	void aCallOfABareClientHasMethodAndPath() {
		HttpClientResponse response = this.pool.httpClient().get().uri(this.server.uri("/down?q=1")).response().block();
		assertThat(response.status().code()).isEqualTo(503);
		assertThat(only(PoolEventKind.CALL).request()).isEqualTo("GET /down");
	}

	private CompletableFuture<String> get(ClientsOfBothKinds client, String path) {
		return client.get(this.pool, this.pool.httpClient().compress(true), this.server.uri(path).toString());
	}

	private CallFlag flagOf(ClientsOfBothKinds client, String path) {
		int before = calls().size();
		get(client, path).handle((body, error) -> body).join();
		await().untilAsserted(() -> assertThat(calls()).hasSize(before + 1));
		await().untilAsserted(() -> assertThat(this.pool.snapshot().active()).isZero());
		return calls().stream()
			.filter((event) -> event.request().equals("GET " + path))
			.findFirst()
			.map(PoolEvent::flag)
			.orElseThrow();
	}

	private List<PoolEvent> calls() {
		return events(PoolEventKind.CALL);
	}

	private List<PoolEvent> events(PoolEventKind kind) {
		return this.pool.events().events().stream().filter((event) -> event.kind() == kind).toList();
	}

	private PoolEvent only(PoolEventKind kind) {
		await().untilAsserted(() -> assertThat(events(kind)).hasSize(1));
		return events(kind).get(0);
	}

}
