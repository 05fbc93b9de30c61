package io.github.httppool.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLException;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Connections that break, at every stage: the call fails, the reason is right, and
 * {@link TestPool} proves that nothing is left.
 */
class BrokenConnectionTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private final AtomicBoolean responding = new AtomicBoolean();

	@RegisterExtension
	final TestPool pool = new TestPool();

	@Test
	void whenTheTlsHandshakeGetsNoAnswerThenTheDialFailsInTime() {
		this.pool.tlsTimeout(Duration.ofMillis(200));
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("https")).block()).hasCauseInstanceOf(SSLException.class)
				.hasMessageContaining("handshake timed out after 200ms");
			assertNothingWasCreated();
		}
	}

	@Test
	void whenTheServerClosesDuringTheTlsHandshakeThenTheDialFailsAtOnce() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			socket.getInputStream().read();
			socket.close();
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("https")).block()).hasCauseInstanceOf(IOException.class);
			assertNothingWasCreated();
		}
	}

	@Test
	void whenTheServerSpeaksNoTlsThenTheDialFailsAtOnce() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> UnpleasantServer.write(socket, OK))) {
			assertThatThrownBy(() -> this.pool.get(server.url("https")).block()).hasCauseInstanceOf(SSLException.class);
			assertNothingWasCreated();
		}
	}

	private void assertNothingWasCreated() {
		await().until(() -> this.pool.pool().connections().isEmpty());
		assertThat(this.pool.snapshot().created()).isZero();
	}

	@Test
	void whenTheServerClosesBeforeTheResponseThenThatIsTheReason() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			UnpleasantServer.readRequest(socket);
			socket.close();
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("http")).block()).hasCauseInstanceOf(IOException.class);
			assertClosedOnce(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		}
	}

	@Test
	void whenTheServerResetsBeforeTheResponseThenThatIsTheReason() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			UnpleasantServer.readRequest(socket);
			UnpleasantServer.reset(socket);
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("http")).block()).hasCauseInstanceOf(IOException.class);
			assertClosedOnce(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		}
	}

	@Test
	void whenTheServerResetsInTheBodyThenThatIsTheReason() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			UnpleasantServer.readRequest(socket);
			UnpleasantServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
			await().untilTrue(this.responding);
			UnpleasantServer.reset(socket);
		})) {
			assertThatThrownBy(() -> this.pool.pool()
				.httpClient()
				.doOnResponse((response, connection) -> this.responding.set(true))
				.get()
				.uri(server.url("http"))
				.responseContent()
				.aggregate()
				.block()).hasCauseInstanceOf(IOException.class);
			assertClosedOnce(CloseReason.SERVER_CLOSED_MID_RESPONSE);
		}
	}

	@Test
	void whenTheServerClosesInTheBodyThenThatIsTheReason() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			UnpleasantServer.readRequest(socket);
			UnpleasantServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning");
			socket.close();
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("http")).block()).hasCauseInstanceOf(IOException.class);
			assertClosedOnce(CloseReason.SERVER_CLOSED_MID_RESPONSE);
		}
	}

	@Test
	void whenTheResponseIsNotHttpThenThatIsAnError() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			UnpleasantServer.readRequest(socket);
			UnpleasantServer.write(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("http")).block()).isInstanceOf(RuntimeException.class);
			assertClosedOnce(CloseReason.ERROR);
		}
	}

	@Test
	void whenTheServerClosesEveryNewConnectionAtOnceThenCallsFailAndItIsNotDialedInALoop() {
		AtomicInteger accepted = new AtomicInteger();
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			accepted.incrementAndGet();
			UnpleasantServer.reset(socket);
		})) {
			assertThatThrownBy(() -> this.pool.get(server.url("http")).block()).hasCauseInstanceOf(IOException.class);
			assertThat(accepted).hasValueLessThan(5);
		}
	}

	@Test
	void whenTheServerSpeaksUnaskedOnAnIdleConnectionThenItIsNotUsedAgain() {
		try (UnpleasantServer server = new UnpleasantServer((socket) -> {
			UnpleasantServer.readRequest(socket);
			UnpleasantServer.write(socket, OK);
			await().until(() -> this.pool.snapshot().idle() == 1 || this.pool.snapshot().closedTotal() == 1);
			UnpleasantServer.write(socket, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
		})) {
			assertThat(this.pool.get(server.url("http")).block()).isEqualTo("ok");
			assertClosedOnce(CloseReason.ERROR);
		}
	}

	private void assertClosedOnce(CloseReason reason) {
		await().untilAsserted(() -> assertThat(this.pool.closed(reason)).isEqualTo(1));
		assertThat(this.pool.snapshot().closedTotal()).isEqualTo(1);
	}

}
