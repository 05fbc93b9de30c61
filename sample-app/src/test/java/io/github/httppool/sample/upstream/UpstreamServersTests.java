package io.github.httppool.sample.upstream;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class UpstreamServersTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	// Those of contexts that other tests keep open.
	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	private final InventoryUpstream inventory = new InventoryUpstream();

	private final UpstreamServers upstreams = upstreams(Map.of());

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeEach
	void start() {
		this.upstreams.start();
	}

	@AfterEach
	void stop() {
		this.upstreams.stop();
	}

	@Test
	void everyUpstreamListensOnLoopbackOnly() {
		assertThat(List.of("fast", "slow", "flaky-keep-alive", "large", "inventory", "payment"))
			.extracting(this.upstreams::uri)
			.allSatisfy((uri) -> assertThat(uri).hasHost("127.0.0.1"))
			.doesNotHaveDuplicates();
	}

	@Test
	void fastSaysWhoAnswers() throws Exception {
		HttpResponse<String> response = get("fast", HttpResponse.BodyHandlers.ofString());
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.body()).isEqualTo("{\"upstream\":\"fast\"}");
	}

	@Test
	void slowThinksBeforeItAnswers() throws Exception {
		long started = System.nanoTime();
		HttpResponse<String> response = get("slow", HttpResponse.BodyHandlers.ofString());
		assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(SlowUpstream.THINK_TIME);
		assertThat(response.body()).isEqualTo("{\"upstream\":\"slow\"}");
	}

	@Test
	void largeAnswersWithOneMegabyte() throws Exception {
		assertThat(get("large", HttpResponse.BodyHandlers.ofByteArray()).body()).hasSize(1024 * 1024);
	}

	@Test
	void flakyKeepAliveClosesAConnectionThatIsIdle() throws Exception {
		try (Socket connection = connect("flaky-keep-alive")) {
			connection.setSoTimeout(10_000);
			connection.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: flaky\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			// Ends only because the server closes: the response says nothing of it.
			String answer = new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			assertThat(answer).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("connection:", "keep-alive:");
		}
	}

	@Test
	void inventoryThatHangsAnswersNobodyUntilItRecovers() throws Exception {
		this.inventory.hang();
		CompletableFuture<HttpResponse<String>> waiting = getAsync("inventory");
		await().during(Duration.ofMillis(200)).until(() -> !waiting.isDone());
		this.inventory.recover();
		assertThat(waiting).succeedsWithin(LONG)
			.extracting(HttpResponse::body)
			.isEqualTo("{\"upstream\":\"inventory\"}");
		assertThat(getAsync("inventory")).succeedsWithin(LONG);
	}

	@Test
	void inventoryToldToHangTwiceRecoversAtOnce() {
		this.inventory.hang();
		CompletableFuture<HttpResponse<String>> waiting = getAsync("inventory");
		this.inventory.hang();
		this.inventory.recover();
		assertThat(this.inventory.isHanging()).isFalse();
		assertThat(waiting).succeedsWithin(LONG);
	}

	@Test
	void inventoryThatHangsHoldsUpNobodyElse() throws Exception {
		this.inventory.hang();
		assertThat(get("payment", HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("{\"upstream\":\"payment\"}");
	}

	@Test
	void inventoryThatHangsCanBeStopped() {
		this.inventory.hang();
		CompletableFuture<HttpResponse<String>> waiting = getAsync("inventory");
		this.upstreams.stop();
		assertThat(waiting).failsWithin(LONG);
	}

	@Test
	void whenStoppedThenNothingListensAndNoThreadIsLeft() {
		URI fast = this.upstreams.uri("fast");
		this.upstreams.stop();
		assertThat(this.upstreams.isRunning()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> this.upstreams.uri("fast"))
			.withMessage("upstream 'fast' is not running");
		assertThat(fast).matches((uri) -> refusesConnections(uri));
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("sample-upstream"))
			.isSubsetOf(this.threadsBefore));
	}

	@Test
	void whenStartedAgainThenAnswersAgain() throws Exception {
		this.upstreams.stop();
		this.upstreams.start();
		assertThat(get("fast", HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	@Test
	void unknownUpstreamIsRefusedWithTheKnownOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.upstreams.requireKnown("fats"))
			.withMessage("there is no upstream 'fats', only [fast, flaky-keep-alive, inventory, large, payment, slow]");
	}

	@Test
	void portOfUnknownUpstreamIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> upstreams(Map.of("fats", 9001)))
			.withMessageContaining("'fats'");
	}

	@Test
	void portOutOfRangeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new UpstreamProperties(Map.of("fast", 65536), Map.of()))
			.withMessage("port of upstream 'fast' must be 0 (any) to 65535, not 65536");
	}

	@Test
	void upstreamThatRunsElsewhereIsNotStarted() {
		URI elsewhere = URI.create("http://slow.example/");
		UpstreamServers others = upstreams(new UpstreamProperties(Map.of(), Map.of("slow", elsewhere)));
		assertThat(others.uri("slow")).isEqualTo(elsewhere);
		others.start();
		try {
			assertThat(others.uri("slow")).isEqualTo(elsewhere);
			assertThat(others.uri("fast")).hasHost("127.0.0.1");
		}
		finally {
			others.stop();
		}
	}

	@Test
	void addressOfUnknownUpstreamIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> upstreams(new UpstreamProperties(Map.of(), Map.of("fats", URI.create("http://a/")))))
			.withMessageContaining("'fats'");
	}

	@Test
	void addressWithoutHostIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new UpstreamProperties(Map.of(), Map.of("slow", URI.create("slow.example"))))
			.withMessage("address of upstream 'slow' must be a URI such as http://slow.example/, not 'slow.example'");
	}

	private <T> HttpResponse<T> get(String upstream, HttpResponse.BodyHandler<T> body) throws Exception {
		return this.client.send(HttpRequest.newBuilder(this.upstreams.uri(upstream)).build(), body);
	}

	private CompletableFuture<HttpResponse<String>> getAsync(String upstream) {
		return this.client.sendAsync(HttpRequest.newBuilder(this.upstreams.uri(upstream)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private Socket connect(String upstream) throws IOException {
		URI uri = this.upstreams.uri(upstream);
		return new Socket(uri.getHost(), uri.getPort());
	}

	private static boolean refusesConnections(URI uri) {
		try (Socket connection = new Socket(uri.getHost(), uri.getPort())) {
			return !connection.isConnected();
		}
		catch (IOException ex) {
			return true;
		}
	}

	private UpstreamServers upstreams(Map<String, Integer> ports) {
		return upstreams(new UpstreamProperties(ports, Map.of()));
	}

	private UpstreamServers upstreams(UpstreamProperties properties) {
		return new UpstreamServers(List.of(new FastUpstream(), new SlowUpstream(), new FlakyKeepAliveUpstream(),
				new LargeUpstream(), this.inventory, new PaymentUpstream()), properties);
	}

}
