package io.github.httppool.netty;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server says on an idle connection: a 408 that announces the close is how some
 * say that they close it, and anything else an error.
 */
class IdleMessageTests {

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(1);

	@RegisterExtension
	final RawServer server = new RawServer();

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 408 Request Timeout\r\nconnection: Close\r\nContent-Length: 7\r\n\r\ntimeout",
			"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
			"HTTP/1.0 408 Request Time-out\r\nCache-Control: no-cache\r\nConnection: close\r\n"
					+ "Content-Type: text/html\r\n\r\n<html><body><h1>408 Request Time-out</h1></body></html>\n" })
	void whenTheServerClosesAnIdleConnectionWithA408ThenThatIsTheReason(String message) {
		sayWhenIdle(message, true);
		assertThat(call()).isEqualTo("ok");
		assertClosedOnce(CloseReason.SERVER_CLOSED_IDLE);
		assertThat(call()).isEqualTo("ok");
		assertThat(this.server.connections()).isEqualTo(2);
	}

	@Test
	void whenTheServerAnnouncesTheCloseAndDoesNotCloseThenTheConnectionIsClosedAllTheSame() {
		sayWhenIdle("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false);
		assertThat(call()).isEqualTo("ok");
		assertClosedOnce(CloseReason.SERVER_CLOSED_IDLE);
		assertThat(call()).isEqualTo("ok");
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nPOISON", "\r\n", "nonsense" })
	void whenTheServerSaysAnythingElseThenThatIsAnError(String message) {
		sayWhenIdle(message, false);
		assertThat(call()).isEqualTo("ok");
		assertClosedOnce(CloseReason.ERROR);
		assertThat(call()).isEqualTo("ok");
		assertThat(this.server.connections()).isEqualTo(2);
	}

	/**
	 * Answers on each connection, and says on the first one something unasked for.
	 */
	private void sayWhenIdle(String message, boolean close) {
		AtomicInteger connections = new AtomicInteger();
		this.server.serving((client) -> {
			boolean first = connections.incrementAndGet() == 1;
			while (client.readHead() != null) {
				client.write(RawServer.ok("ok"));
				if (first) {
					await().until(() -> this.pool.snapshot().idle() == 1);
					client.write(message);
				}
				if (first && close) {
					return;
				}
			}
		});
	}

	private String call() {
		return this.pool.get(this.server.uri("/").toString()).block();
	}

	private void assertClosedOnce(CloseReason reason) {
		await().untilAsserted(() -> assertThat(this.pool.closed(reason)).isOne());
		assertThat(this.pool.snapshot().closedTotal()).isOne();
	}

}
