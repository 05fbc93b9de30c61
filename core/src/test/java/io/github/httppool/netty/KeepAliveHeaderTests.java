package io.github.httppool.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server says of how long it keeps a connection, and whether it is asked to.
 */
@Timeout(60)
class KeepAliveHeaderTests {

	private static final HttpPoolSettings.KeepAlive DEFAULT = HttpPoolSettings.KeepAlive.DEFAULT;

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(1);

	@RegisterExtension
	final RawServer server = new RawServer();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	// Requests

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "Keep-Alive: max=1", "keep-alive: timeout=60, max=1", "Keep-Alive: timeout=60,max=1",
			"Keep-Alive: max = 1 , timeout=60", "KEEP-ALIVE: TIMEOUT=60, MAX=1", "Keep-Alive: max=\"1\"",
			"Keep-Alive: max=100\r\nKeep-Alive: max=1", "Keep-Alive: max=1, max=100" })
	void whenTheServerTakesOneMoreRequestThenTheConnectionIsClosedAfterThat(String header) {
		answerWith(header, null, null);
		call(2);
		assertClosed(1, CloseReason.KEEP_ALIVE_HINT);
		call(1);
		assertThat(this.server.connections()).isEqualTo(2);
	}

	@Test
	void whenTheServerTakesNoMoreRequestsThenTheConnectionIsClosed() {
		answerWith("Keep-Alive: timeout=60, max=0");
		call(3);
		assertClosed(3, CloseReason.KEEP_ALIVE_HINT);
	}

	@Test
	void whenTheServerChangesItsMindThenTheLastResponseCounts() {
		answerWith("Keep-Alive: timeout=60, max=1", "Keep-Alive: timeout=60, max=3", "X-Other: 1", "X-Other: 2");
		call(5);
		assertClosed(1, CloseReason.KEEP_ALIVE_HINT);
		assertThat(this.server.connections()).isOne();
	}

	@Test
	void whenTheServerDoesNotCountAnyMoreThenTheConnectionIsKept() {
		answerWith("Keep-Alive: timeout=60, max=1", "Keep-Alive: timeout=60", null);
		call(5);
		assertThat(this.pool.snapshot().closedTotal()).isZero();
	}

	// Idle time

	@Test
	void whenTheServerKeepsConnectionsForASecondThenTheyAreClosedBeforeAndNotByTheNextSweep() {
		this.pool.evictionInterval(Duration.ofHours(1));
		answerWith("Keep-Alive: timeout=1");
		call(1);
		assertClosed(1, CloseReason.KEEP_ALIVE_HINT);
	}

	@Test
	void whenAnHttp10ServerKeepsConnectionsForASecondThenTheyAreClosedBefore() {
		this.server.answering(
				"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok");
		call(2);
		assertThat(this.server.connections()).isOne();
		assertClosed(1, CloseReason.KEEP_ALIVE_HINT);
	}

	@Test
	void whenTheServerKeepsNothingIdleThenEachCallGetsAConnectionOfItsOwn() {
		answerWith("Keep-Alive: timeout=0");
		call(3);
		assertClosed(3, CloseReason.KEEP_ALIVE_HINT);
	}

	// What says nothing

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "Keep-Alive:", "Keep-Alive: timeout", "Keep-Alive: timeout=, max=", "Keep-Alive: =0",
			"Keep-Alive: timeout=-1, max=-1", "Keep-Alive: timeout=soon, max=many", "Keep-Alive: timeout=0.5",
			"Keep-Alive: max=99999999999999999999, timeout=99999999999999999999",
			"Keep-Alive: max=999999999, timeout=999999999", "Keep-Alive: max=0x0", "Keep-Alive: maximum=0, mytimeout=0",
			"Keep-Alive: max=\"0", "Keep-Alive: ,,,;=", "X-Keep-Alive: max=0, timeout=0" })
	void whenTheHeaderSaysNothingOfUseThenTheConnectionIsKept(String header) {
		answerWith(header);
		call(3);
		assertThat(this.server.connections()).isOne();
		assertThat(this.pool.snapshot().closedTotal()).isZero();
	}

	@Test
	void whenTheHeaderIsOfAnInterimResponseThenItSaysNothing() {
		this.server.answering(
				"HTTP/1.1 103 Early Hints\r\nKeep-Alive: max=0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		call(3);
		assertThat(this.server.connections()).isOne();
	}

	@Test
	void whenTheHeaderIsNotHonouredThenTheConnectionIsKept() {
		this.pool.keepAlive(new HttpPoolSettings.KeepAlive(false, true, DEFAULT.margin(), false));
		answerWith("Keep-Alive: timeout=0, max=0");
		call(3);
		assertThat(this.server.connections()).isOne();
	}

	// What is asked

	@Test
	void whenNothingIsSetThenTheServerIsNotAsked() {
		answerWith("X-Other: 1");
		call(1);
		assertThat(this.requests).singleElement().asString().doesNotContainIgnoringCase("keep-alive");
	}

	@Test
	void whenTheServerIsToBeAskedThenEachRequestDoes() {
		this.pool.keepAlive(new HttpPoolSettings.KeepAlive(true, true, DEFAULT.margin(), true));
		answerWith("X-Other: 1");
		call(2);
		assertThat(this.requests).hasSize(2)
			.allSatisfy((request) -> assertThat(request).containsIgnoringCase("\r\nconnection: keep-alive\r\n"));
		assertThat(this.server.connections()).isOne();
	}

	@Test
	void whenARequestSaysCloseThenItDoesNotAsk() {
		this.pool.keepAlive(new HttpPoolSettings.KeepAlive(true, true, DEFAULT.margin(), true));
		answerWith("X-Other: 1");
		assertThat(this.pool.pool()
			.httpClient()
			.headers((headers) -> headers.set("Connection", "close"))
			.get()
			.uri(this.server.uri("/").toString())
			.responseContent()
			.aggregate()
			.asString()
			.block()).isEqualTo("ok");
		assertThat(this.requests).singleElement().asString().doesNotContainIgnoringCase("keep-alive");
		assertClosed(1, CloseReason.NOT_PERSISTENT);
	}

	/**
	 * Answers the requests of each connection with these headers one after the other, the
	 * last one for all that follow.
	 */
	private void answerWith(String... headers) {
		this.server.serving((client) -> {
			for (int i = 0;; i = Math.min(i + 1, headers.length - 1)) {
				String request = client.readHead();
				if (request == null) {
					return;
				}
				this.requests.add(request);
				String header = (headers[i] != null) ? headers[i] + "\r\n" : "";
				client.write("HTTP/1.1 200 OK\r\n" + header + "Content-Length: 2\r\n\r\nok");
			}
		});
	}

	private void call(int times) {
		for (int i = 0; i < times; i++) {
			assertThat(this.pool.get(this.server.uri("/").toString()).block()).isEqualTo("ok");
			await().until(() -> this.pool.snapshot().active() == 0);
		}
	}

	private void assertClosed(long count, CloseReason reason) {
		await().untilAsserted(() -> assertThat(this.pool.closed(reason)).isEqualTo(count));
		assertThat(this.pool.snapshot().closedTotal()).isEqualTo(count);
	}

}
