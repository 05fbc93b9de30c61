package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.RawServer;
import io.netty.channel.ChannelOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.Connection;

import org.springframework.http.client.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.awaitility.Awaitility.await;

/**
 * Tests for answers that are handed over before their body is complete.
 */
@Timeout(60)
class StreamedResponseTests {

	private static final int LIMIT = 64 * 1024;

	@RegisterExtension
	final RawServer server = new RawServer();

	private final AtomicReference<Connection> connection = new AtomicReference<>();

	@RegisterExtension
	final PooledClient client = new PooledClient((httpClient) -> httpClient.option(ChannelOption.SO_RCVBUF, LIMIT)
		.doOnResponse((response, connection) -> this.connection.set(connection)));

	@Test
	void oneByteMoreThanTheLimit() throws IOException {
		byte[] body = CollectedResponseTests.bytes(LIMIT + 1);
		this.server.serving((client) -> {
			while (client.readHead() != null) {
				client.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
				client.write(body);
			}
		});
		for (int i = 0; i < 3; i++) {
			try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
				assertThat(response.getBody()).isInstanceOf(LeakTrackingInputStream.class);
				assertThat(response.getBody().readAllBytes()).isEqualTo(body);
				assertThat(this.client.active()).isZero();
			}
		}
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void largeBodyOfUnknownLength() throws IOException {
		byte[] body = CollectedResponseTests.bytes(1_000_000);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			for (int i = 0; i < body.length; i += 1000) {
				client.write("3e8\r\n");
				client.write(Arrays.copyOfRange(body, i, i + 1000));
				client.write("\r\n");
			}
			client.write("0\r\n\r\n");
			client.awaitClosed();
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThat(response.getBody()).isInstanceOf(LeakTrackingInputStream.class);
			assertThat(response.getBody().readAllBytes()).isEqualTo(body);
		}
	}

	@Test
	void whatWasCollectedIsNotKeptTwice() throws IOException {
		byte[] body = CollectedResponseTests.bytes(3 * LIMIT);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
			client.write(body);
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThatObject(response.getBody()).extracting("body.source.collector").isNull();
			assertThat(response.getBody().readAllBytes()).isEqualTo(body);
		}
	}

	@Test
	void slowReaderHoldsTheServerBack() throws Exception {
		int size = 5 * 1024 * 1024;
		// the window, what Reactor Netty has read before it stops, and the sockets'
		// buffers
		int ahead = 2 * 1024 * 1024;
		byte[] body = CollectedResponseTests.bytes(size);
		AtomicLong sent = new AtomicLong();
		this.server.serving((client) -> {
			client.socket().setSendBufferSize(LIMIT);
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
			for (int i = 0; i < size; i += 1024) {
				client.write(Arrays.copyOfRange(body, i, i + 1024));
				sent.addAndGet(1024);
			}
			client.awaitClosed();
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			InputStream in = response.getBody();
			await().atMost(20, TimeUnit.SECONDS).until(() -> sent.get() > LIMIT);
			await().during(Duration.ofMillis(300)).atMost(20, TimeUnit.SECONDS).until(() -> sent.get() < ahead);
			byte[] piece = new byte[10_000];
			int read = 0;
			for (int n = in.read(piece); n != -1; n = in.read(piece)) {
				assertThat(Arrays.equals(piece, 0, n, body, read, read + n)).isTrue();
				read += n;
				assertThat(sent.get() - read).isLessThan(ahead);
			}
			assertThat(read).isEqualTo(size);
		}
	}

	@Test
	void eventStreamIsHandedOverAtOnce() throws IOException {
		CountDownLatch handedOver = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=UTF-8\r\n"
					+ "Transfer-Encoding: chunked\r\n\r\n");
			RawServer.awaitLatch(handedOver);
			client.write("9\r\ndata: 1\n\n\r\n");
			client.awaitClosed();
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			handedOver.countDown();
			assertThat(response.getBody().readNBytes(9)).asString().isEqualTo("data: 1\n\n");
		}
	}

	@Test
	void slowBodyOfKnownLengthIsHandedOver() throws IOException {
		CountDownLatch handedOver = new CountDownLatch(1);
		this.server.serving((client) -> {
			while (client.readHead() != null) {
				client.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
				RawServer.awaitLatch(handedOver);
				client.write("world");
			}
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThat(response.getBody()).isInstanceOf(LeakTrackingInputStream.class);
			assertThat(response.getBody().readNBytes(5)).asString().isEqualTo("hello");
			handedOver.countDown();
			assertThat(response.getBody().readAllBytes()).asString().isEqualTo("world");
			assertThat(this.client.active()).isZero();
		}
	}

	@Test
	void slowBodyOfUnknownLengthIsHandedOver() throws IOException {
		CountDownLatch handedOver = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			RawServer.awaitLatch(handedOver);
			client.write("5\r\nhello\r\n");
			client.write("0\r\n\r\n");
			client.awaitClosed();
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			handedOver.countDown();
			assertThat(response.getBody().readAllBytes()).asString().isEqualTo("hello");
		}
	}

	@Test
	void closingAnEndlessResponseReturnsSoonAndClosesTheConnection() throws IOException {
		CountDownLatch closed = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			try {
				while (!Thread.interrupted()) {
					client.write("1\r\nx\r\n");
					Thread.sleep(10);
				}
			}
			catch (IOException ex) {
				closed.countDown();
			}
		});
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		assertThat(response.getBody().read()).isEqualTo('x');
		long start = System.nanoTime();
		response.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(300));
		RawServer.awaitLatch(closed);
	}

	@Test
	void closingAFastEndlessResponseClosesTheConnection() throws IOException {
		CountDownLatch closed = new CountDownLatch(1);
		String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			try {
				while (!Thread.interrupted()) {
					client.write(chunk);
				}
			}
			catch (IOException ex) {
				closed.countDown();
			}
		});
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		assertThat(response.getBody().read()).isEqualTo('x');
		response.close();
		RawServer.awaitLatch(closed);
	}

	@Test
	void closingWithALargeRemainderClosesTheConnection() throws IOException {
		CountDownLatch closed = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhello");
			client.awaitClosed();
			closed.countDown();
		});
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		assertThat(response.getBody().read()).isEqualTo('h');
		response.close();
		response.close();
		RawServer.awaitLatch(closed);
	}

	@Test
	void closingWithASmallRemainderGivesTheConnectionBack() throws IOException {
		byte[] body = CollectedResponseTests.bytes(LIMIT + 10_000);
		this.server.serving((client) -> {
			while (client.readHead() != null) {
				client.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
				client.write(body);
			}
		});
		for (int i = 0; i < 5; i++) {
			ClientHttpResponse response = this.client.get(this.server.uri("/"));
			assertThat(response.getBody().readNBytes(20_000)).hasSize(20_000);
			response.close();
			await().atMost(20, TimeUnit.SECONDS).until(this.client::active, (active) -> active == 0);
		}
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void closingUnreadClosesOrGivesBack() throws IOException {
		this.server.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
		this.client.get(this.server.uri("/")).close();
		await().atMost(20, TimeUnit.SECONDS).until(this.client::active, (active) -> active == 0);
	}

	@Test
	void closeFromAnotherThreadEndsAWaitingRead() throws Exception {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
			client.awaitClosed();
		});
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		CompletableFuture<Integer> read = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				read.complete(response.getBody().read());
			}
			catch (Throwable ex) {
				read.completeExceptionally(ex);
			}
		});
		thread.start();
		await().atMost(20, TimeUnit.SECONDS).until(thread::getState, Thread.State.WAITING::equals);
		response.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> read.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(IOException.class)
			.withMessageContaining("is closed");
	}

	@Test
	void closedStreamCannotBeRead() throws IOException {
		this.server.answering("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello");
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		InputStream body = response.getBody();
		assertThat(body.read()).isEqualTo('h');
		body.close();
		body.close();
		assertThatIOException().isThrownBy(body::read).withMessageContaining("is closed");
		assertThatIOException().isThrownBy(body::available);
		response.close();
	}

	@Test
	void connectionThatEndsInTheBodyFailsTheReader() throws IOException {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello");
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThat(response.getBody().readNBytes(5)).asString().isEqualTo("hello");
			assertThatIOException().isThrownBy(() -> response.getBody().read()).withMessageContaining("prematurely");
			assertThatIOException().isThrownBy(() -> response.getBody().read()).withMessageContaining("prematurely");
		}
	}

	@Test
	void connectionThatIsResetInTheBodyFailsTheReader() throws IOException {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello");
			// The answer is on its way to the client, which reads it before the reset.
			await().atMost(20, TimeUnit.SECONDS).until(() -> this.connection.get() != null);
			client.reset();
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThatIOException().isThrownBy(() -> response.getBody().readAllBytes());
		}
	}

	@Test
	void connectionThatIsDisposedOfDoesNotLookLikeAnEnd() throws IOException {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
			client.awaitClosed();
		});
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThat(response.getBody().readNBytes(5)).asString().isEqualTo("hello");
			this.connection.get().dispose();
			assertThatIOException().isThrownBy(() -> response.getBody().read())
				.withMessageMatching(
						"GET http://\\S+ broke off after 5 bytes of the response body: its connection was disposed of");
		}
	}

	@Test
	void responseTimeoutInTheBody() throws IOException {
		PooledClient impatient = new PooledClient((httpClient) -> httpClient.responseTimeout(Duration.ofMillis(300)));
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello");
			client.awaitClosed();
		});
		try (ClientHttpResponse response = impatient.get(this.server.uri("/"))) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> response.getBody().readAllBytes())
				.withMessageContaining("no data for 300 ms");
		}
		impatient.afterEach(null);
	}

}
