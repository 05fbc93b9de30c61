package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.RawServer;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests for calls that fail, are refused or are cancelled.
 */
@Timeout(60)
class FailedCallTests {

	@RegisterExtension
	final RawServer server = new RawServer();

	@RegisterExtension
	final PooledClient client = new PooledClient();

	@Test
	void refusedConnection() throws IOException {
		URI nobody = unusedUri();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> this.client.get(nobody))
			.satisfies(FailedCallTests::showsItsCaller);
		RestClient restClient = RestClient.builder().requestFactory(this.client.factory()).build();
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> restClient.get().uri(nobody).retrieve().toBodilessEntity())
			.withCauseInstanceOf(ConnectException.class);
	}

	@Test
	void unknownHost() {
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(() -> this.client.get(URI.create("http://nobody.invalid/")));
	}

	@Test
	void uriThatNobodyUnderstands() {
		assertThatIOException().isThrownBy(() -> this.client.get(URI.create("mail://localhost/")));
	}

	@Test
	void connectionThatEndsBeforeTheResponse() {
		this.server.serving(RawServer.Client::readHead);
		assertThatIOException().isThrownBy(() -> this.client.get(this.server.uri("/orders")))
			.withMessageContaining("BEFORE response")
			.satisfies(FailedCallTests::showsItsCaller);
	}

	@Test
	void connectionThatIsResetBeforeTheResponse() {
		this.server.serving((client) -> {
			client.readHead();
			client.reset();
		});
		assertThatIOException().isThrownBy(() -> this.client.get(this.server.uri("/")));
	}

	@Test
	void connectionThatEndsInASmallBody() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
		});
		assertThatIOException().isThrownBy(() -> this.client.get(this.server.uri("/orders")).getBody().readAllBytes())
			.withMessageContaining("broke off after 5 of 10 bytes")
			.withMessageContaining("DURING response")
			.satisfies(FailedCallTests::showsItsCaller);
	}

	@Test
	void answerThatIsNotHttp() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
		});
		assertThatIOException().isThrownBy(() -> this.client.get(this.server.uri("/")));
	}

	@Test
	void responseTimeout() {
		PooledClient impatient = new PooledClient((httpClient) -> httpClient.responseTimeout(Duration.ofMillis(200)));
		this.server.serving((client) -> {
			client.readHead();
			client.awaitClosed();
		});
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> impatient.get(this.server.uri("/orders?key=secret")))
			.withMessage("GET %s timed out: no data for 200 ms", this.server.uri("/orders"))
			.withCauseInstanceOf(ReadTimeoutException.class);
		impatient.afterEach(null);
	}

	@Test
	void errorOfARequestBodyInTheMiddleOfTheResponseIsTheReaders() throws IOException {
		CountDownLatch handedOver = new CountDownLatch(1);
		AssertionError error = new AssertionError("no");
		beginToAnswer();
		try (ClientHttpResponse response = post(this.client, handedOver, error)) {
			assertThat(response.getBody().readNBytes(5)).asString().isEqualTo("hello");
			handedOver.countDown();
			assertThat(catchThrowable(() -> response.getBody().read())).isSameAs(error);
		}
	}

	@Test
	void errorOfARequestBodyWhileTheResponseIsCollectedIsTheCallers() {
		CountDownLatch responding = new CountDownLatch(1);
		PooledClient observed = new PooledClient(
				(httpClient) -> httpClient.doOnResponse((response, connection) -> responding.countDown()));
		StackOverflowError error = new StackOverflowError("no");
		beginToAnswer();
		assertThat(catchThrowable(() -> {
			try (ClientHttpResponse response = post(observed, responding, error)) {
				// Collecting has taken too long on a busy machine.
				response.getBody().readAllBytes();
			}
		})).isSameAs(error);
		observed.afterEach(null);
	}

	private void beginToAnswer() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
			client.awaitClosed();
		});
	}

	private ClientHttpResponse post(PooledClient client, CountDownLatch begin, Error error) throws IOException {
		ClientHttpRequest request = client.factory().createRequest(this.server.uri("/"), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> {
			RawServer.awaitLatch(begin);
			throw error;
		});
		return request.execute();
	}

	@Test
	void failureOfThePoolKeepsItsType() {
		PooledClient full = new PooledClient(
				(httpClient) -> httpClient.mapConnect((connect) -> Mono.error(new PoolIsFull("10 of 10 in use"))));
		assertThatExceptionOfType(PoolIsFull.class).isThrownBy(() -> full.get(this.server.uri("/")))
			.withMessage("10 of 10 in use");
		RestClient restClient = RestClient.builder().requestFactory(full.factory()).build();
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> restClient.get().uri(this.server.uri("/")).retrieve().toBodilessEntity())
			.withCauseInstanceOf(PoolIsFull.class);
	}

	@Test
	void translations() {
		IOExceptionTranslator failures = new IOExceptionTranslator(HttpMethod.PUT,
				URI.create("https://user:pw@localhost/a?b"), null);
		assertThat(failures.describe()).isEqualTo("PUT https://localhost/a");
		assertThat(failures.translate(ReadTimeoutException.INSTANCE)).isInstanceOf(SocketTimeoutException.class)
			.hasMessage("PUT https://localhost/a timed out: no data within the read timeout");
		assertThat(failures.translate(new TimeoutException("after 5 s"))).isInstanceOf(SocketTimeoutException.class)
			.hasMessage("PUT https://localhost/a timed out: after 5 s");
		IOException failure = new IOException("no");
		assertThat(failures.translate(Exceptions.propagate(failure))).isSameAs(failure);
		assertThat(failures.translate(new UncheckedIOException(failure))).isSameAs(failure);
		assertThat(failure.getSuppressed()).isEmpty();
		assertThat(failures.translate(new IllegalStateException("no"))).hasCauseInstanceOf(IllegalStateException.class)
			.hasMessageContaining("no");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> failures.translate(new AssertionError()));
	}

	@Test
	void eventLoopIsRefusedBeforeAnythingIsSent() {
		Callable<ClientHttpResponse> call = () -> this.client.get(this.server.uri("/"));
		assertThatIllegalStateException()
			.isThrownBy(() -> Mono.fromCallable(call).subscribeOn(Schedulers.parallel()).block())
			.withMessageContaining("parallel-")
			.withMessageContaining("nothing has been sent")
			.withMessageContaining("WebClient");
		assertThat(this.server.connections()).isZero();
	}

	@Test
	void interruptCancelsTheCall() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch received = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			received.countDown();
			client.awaitClosed();
			closed.countDown();
		});
		Interruptible caller = new Interruptible(() -> this.client.get(this.server.uri("/orders")));
		RawServer.awaitLatch(received);
		caller.interrupt();
		assertThat(caller.failure()).isInstanceOf(InterruptedIOException.class)
			.hasMessage("GET %s was cancelled: its thread was interrupted while it waited for the response",
					this.server.uri("/orders"));
		assertThat(caller.interruptedAfterwards()).isTrue();
		RawServer.awaitLatch(closed);
	}

	@Test
	void interruptWhileABodyIsCollectedCancelsTheCall() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch sent = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
			sent.countDown();
			client.awaitClosed();
			closed.countDown();
		});
		Interruptible caller = new Interruptible(() -> {
			ClientHttpResponse response = this.client.get(this.server.uri("/"));
			// The interrupt came after the hand-over: then it ends the reading.
			response.getBody().readAllBytes();
			return response;
		});
		RawServer.awaitLatch(sent);
		caller.interrupt();
		assertThat(caller.failure()).isInstanceOf(InterruptedIOException.class);
		assertThat(caller.interruptedAfterwards()).isTrue();
		RawServer.awaitLatch(closed);
	}

	@Test
	void interruptOfAReaderGivesUpTheResponse() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhello");
			client.awaitClosed();
			closed.countDown();
		});
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		assertThat(response.getBody().readNBytes(5)).hasSize(5);
		Interruptible reader = new Interruptible(() -> response.getBody().read());
		reader.awaitWaiting();
		reader.interrupt();
		assertThat(reader.failure()).isInstanceOf(InterruptedIOException.class);
		assertThat(reader.interruptedAfterwards()).isTrue();
		RawServer.awaitLatch(closed);
	}

	@Test
	void interruptedThreadSendsNothing() throws Exception {
		Interruptible caller = new Interruptible(() -> {
			Thread.currentThread().interrupt();
			return this.client.get(this.server.uri("/"));
		});
		assertThat(caller.failure()).isInstanceOf(InterruptedIOException.class)
			.hasMessageContaining("before anything was sent");
		assertThat(caller.interruptedAfterwards()).isTrue();
		assertThat(this.server.connections()).isZero();
	}

	@Test
	void interruptOfAnUploadStopsItsWriter() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.server.serving((client) -> {
			client.readHead();
			begun.countDown();
			RawServer.awaitLatch(stopped);
		});
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri("/"), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> {
			try {
				byte[] piece = new byte[100_000];
				while (!Thread.currentThread().isInterrupted()) {
					out.write(piece);
				}
			}
			finally {
				stopped.countDown();
			}
		});
		Interruptible caller = new Interruptible(request::execute);
		RawServer.awaitLatch(begun);
		caller.interrupt();
		assertThat(caller.failure()).isInstanceOf(InterruptedIOException.class);
		RawServer.awaitLatch(stopped);
	}

	@Test
	void callsInterruptedAtAnyMomentLoseNoConnection() throws Exception {
		this.server.answering(RawServer.ok("x".repeat(1000)));
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger answered = new AtomicInteger();
		HttpPoolClientHttpRequestFactory factory = this.client.factory();
		Thread caller = new Thread(() -> {
			while (!over.get()) {
				try (ClientHttpResponse response = factory.createRequest(this.server.uri("/"), HttpMethod.GET)
					.execute()) {
					assertThat(response.getBody().readAllBytes()).hasSize(1000);
					answered.incrementAndGet();
				}
				catch (InterruptedIOException ex) {
					Thread.interrupted();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		});
		caller.start();
		for (int i = 0; i < 500; i++) {
			int before = answered.get();
			await().pollInterval(Duration.ofNanos(1000L * i))
				.atMost(20, TimeUnit.SECONDS)
				.until(() -> answered.get() != before);
			caller.interrupt();
		}
		over.set(true);
		caller.join(20_000);
		assertThat(caller.isAlive()).isFalse();
	}

	private static URI unusedUri() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
		}
	}

	private static void showsItsCaller(Throwable failure) {
		assertThat(failure.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(FailedCallTests.class.getName()));
	}

	private static final class PoolIsFull extends IOException {

		private static final long serialVersionUID = 1L;

		PoolIsFull(String message) {
			super(message);
		}

	}

	/** A thread that is interrupted at its call, and what it saw. */
	private static final class Interruptible {

		private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

		private final AtomicBoolean interruptedAfterwards = new AtomicBoolean();

		private final Thread thread;

		Interruptible(Callable<?> call) {
			this.thread = new Thread(() -> {
				try {
					call.call();
					this.failure.complete(new AssertionError("The call was not cancelled"));
				}
				catch (Throwable ex) {
					this.interruptedAfterwards.set(Thread.currentThread().isInterrupted());
					this.failure.complete(ex);
				}
			});
			this.thread.start();
		}

		void awaitWaiting() {
			await().atMost(20, TimeUnit.SECONDS).until(this.thread::getState, Thread.State.WAITING::equals);
		}

		void interrupt() {
			this.thread.interrupt();
		}

		Throwable failure() throws Exception {
			return this.failure.get(20, TimeUnit.SECONDS);
		}

		boolean interruptedAfterwards() {
			return this.interruptedAfterwards.get();
		}

	}

}
