package io.github.httppool.restclient;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.RawServer;
import io.github.httppool.call.Calls;
import io.github.httppool.call.Retries;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests for how request headers and bodies go out.
 */
@Timeout(60)
class RequestBodyTests {

	@RegisterExtension
	final EchoServer server = new EchoServer();

	private final AtomicInteger flushes = new AtomicInteger();

	@RegisterExtension
	final PooledClient client = new PooledClient((httpClient) -> httpClient
		.doOnChannelInit((observer, channel, remote) -> channel.pipeline().addFirst(new FlushCounter(this.flushes))));

	@Test
	void getHasNoBody() throws IOException {
		send(HttpMethod.GET, null);
		assertThat(this.server.head()).startsWith("GET /x?y=1 HTTP/1.1")
			.doesNotContainIgnoringCase("transfer-encoding")
			.doesNotContainIgnoringCase("content-length");
		assertThat(this.flushes).hasValue(1);
	}

	@Test
	void postWithoutBodySaysSo() throws IOException {
		send(HttpMethod.POST, null);
		assertThat(this.server.head()).containsIgnoringCase("content-length: 0")
			.doesNotContainIgnoringCase("transfer-encoding");
		assertThat(this.flushes).hasValue(1);
	}

	@Test
	void customMethod() throws IOException {
		send(HttpMethod.valueOf("PURGE"), null);
		assertThat(this.server.head()).startsWith("PURGE /x?y=1 HTTP/1.1");
	}

	@Test
	void bodyWrittenToTheRequestGoesOutInOneWrite() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		OutputStream body = request.getBody();
		body.write('h');
		body.write(bytes("ello"));
		body.flush();
		body.close();
		assertThat(request.getBody()).isSameAs(body);
		execute(request);
		assertThat(this.server.head()).containsIgnoringCase("content-length: 5\r\n")
			.doesNotContainIgnoringCase("transfer-encoding");
		assertThat(this.server.body()).isEqualTo("hello");
		assertThat(this.flushes).hasValue(1);
	}

	@Test
	void largeBodyWrittenToTheRequest() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		String body = "x".repeat(300_000);
		request.getBody().write(bytes(body));
		execute(request);
		assertThat(this.server.head()).containsIgnoringCase("content-length: 300000\r\n");
		assertThat(this.server.body()).isEqualTo(body);
	}

	@Test
	void nothingWrittenToTheRequestIsNoBody() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.GET);
		request.getBody().close();
		execute(request);
		assertThat(this.server.head()).doesNotContainIgnoringCase("content-length");
	}

	@Test
	void smallBodyOfKnownLengthGoesOutInOneWriteFromTheCallingThread() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		request.getHeaders().setContentLength(5);
		AtomicReference<Thread> writer = new AtomicReference<>();
		((StreamingHttpOutputMessage) request).setBody((out) -> {
			writer.set(Thread.currentThread());
			out.write(bytes("hello"));
			out.close();
		});
		execute(request);
		assertThat(this.server.body()).isEqualTo("hello");
		assertThat(this.flushes).hasValue(1);
		assertThat(writer).hasValue(Thread.currentThread());
	}

	@Test
	void smallRepeatableBodyGoesOutInOneWrite() {
		restClient().post().uri(this.server.uri()).body(Map.of("a", 1)).retrieve().toBodilessEntity();
		assertThat(this.server.head()).containsIgnoringCase("content-length: 7\r\n")
			.doesNotContainIgnoringCase("transfer-encoding");
		assertThat(this.server.body()).isEqualTo("{\"a\":1}");
		assertThat(this.flushes).hasValue(1);
	}

	@Test
	void largeRepeatableBodyIsWrittenAgain() throws IOException {
		AtomicInteger written = new AtomicInteger();
		String body = "0123456789".repeat(50_000);
		send(HttpMethod.POST, new StreamingHttpOutputMessage.Body() {

			@Override
			public void writeTo(OutputStream out) throws IOException {
				written.incrementAndGet();
				for (int i = 0; i < 50_000; i++) {
					out.write(bytes("0123456789"));
				}
			}

			@Override
			public boolean repeatable() {
				return true;
			}

		});
		assertThat(this.server.head()).containsIgnoringCase("transfer-encoding: chunked");
		assertThat(this.server.body()).isEqualTo(body);
		assertThat(written).hasValue(2);
	}

	@Test
	void largeBodyOfKnownLengthKeepsItsLength() {
		String body = "0123456789".repeat(50_000);
		restClient().post().uri(this.server.uri()).body(body).retrieve().toBodilessEntity();
		assertThat(this.server.head()).containsIgnoringCase("content-length: 500000\r\n")
			.doesNotContainIgnoringCase("transfer-encoding");
		assertThat(this.server.body()).isEqualTo(body);
	}

	@Test
	void bodyThatCanBeWrittenOnceIsStreamed() throws IOException {
		CountDownLatch begun = new CountDownLatch(1);
		this.server.onHead(begun::countDown);
		send(HttpMethod.POST, (out) -> {
			RawServer.awaitLatch(begun);
			out.write(bytes("hello"));
			out.flush();
			out.write(bytes("world"));
			out.close();
		});
		assertThat(this.server.head()).containsIgnoringCase("transfer-encoding: chunked");
		assertThat(this.server.body()).isEqualTo("helloworld");
	}

	@Test
	void uploadIsNotBuffered() throws IOException {
		int size = 20 * 1024 * 1024;
		int ahead = 8 * 1024 * 1024;
		AtomicLong written = new AtomicLong();
		AtomicReference<Thread> writer = new AtomicReference<>();
		this.server.onHead(() -> {
			await().atMost(20, TimeUnit.SECONDS)
				.until(() -> writer.get() != null && writer.get().getState() == Thread.State.WAITING);
			assertThat(written.get()).isLessThan(ahead);
		});
		byte[] piece = new byte[1024 * 1024];
		send(HttpMethod.POST, (out) -> {
			writer.set(Thread.currentThread());
			for (int i = 0; i < size; i += piece.length) {
				out.write(piece);
				written.addAndGet(piece.length);
			}
		});
		assertThat(written).hasValue(size);
		assertThat(this.server.bodyLength()).isEqualTo(size);
	}

	@Test
	void failureOfASmallBodyIsThrownAsItIs() {
		IllegalArgumentException failure = new IllegalArgumentException("no");
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		request.getHeaders().setContentLength(5);
		((StreamingHttpOutputMessage) request).setBody((out) -> {
			throw failure;
		});
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(request::execute).isSameAs(failure);
		assertThat(this.server.connections()).isZero();
	}

	@Test
	void smallBodyThatIsLargerThanItSays() {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		request.getHeaders().setContentLength(5);
		((StreamingHttpOutputMessage) request).setBody((out) -> out.write(new byte[100_000]));
		assertThatIOException().isThrownBy(request::execute).withMessageContaining("Content-Length");
		assertThat(this.server.connections()).isZero();
	}

	@Test
	void failureOfAStreamedBodyFailsTheCall() {
		IOException failure = new IOException("disk gone");
		assertThatIOException().isThrownBy(() -> send(HttpMethod.POST, (out) -> {
			out.write(new byte[100_000]);
			throw failure;
		})).isSameAs(failure);
		HttpMessageNotWritableException unwritable = new HttpMessageNotWritableException("no");
		assertThatIOException().isThrownBy(() -> send(HttpMethod.POST, (out) -> {
			throw unwritable;
		})).withCause(unwritable);
	}

	@Test
	void executorThatRefusesFailsTheCall() {
		Executor refusing = (task) -> {
			throw new RejectedExecutionException("no");
		};
		ClientHttpRequest request = new HttpPoolClientHttpRequestFactory(this.client.httpClient(), refusing,
				Calls.WITHOUT_CALL_SITES, Retries.unconfigured())
			.createRequest(this.server.uri(), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> out.write(1));
		assertThatIOException().isThrownBy(request::execute)
			.withMessageContaining("executor")
			.withCauseInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void errorOfTheExecutorFailsTheCallWithIt() {
		OutOfMemoryError error = new OutOfMemoryError("unable to create native thread");
		Executor exhausted = (task) -> {
			throw error;
		};
		ClientHttpRequest request = new HttpPoolClientHttpRequestFactory(this.client.httpClient(), exhausted,
				Calls.WITHOUT_CALL_SITES, Retries.unconfigured())
			.createRequest(this.server.uri(), HttpMethod.POST);
		((StreamingHttpOutputMessage) request).setBody((out) -> out.write(1));
		assertThat(catchThrowable(request::execute)).isSameAs(error);
	}

	@Test
	void bodyIsGivenInOneWayOnly() throws IOException {
		ClientHttpRequest written = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		written.getBody();
		assertThatIllegalStateException()
			.isThrownBy(() -> ((StreamingHttpOutputMessage) written).setBody((out) -> out.write(1)));
		ClientHttpRequest set = this.client.factory().createRequest(this.server.uri(), HttpMethod.POST);
		((StreamingHttpOutputMessage) set).setBody((out) -> out.write(1));
		assertThatIllegalStateException().isThrownBy(set::getBody);
		execute(set);
		assertThatIllegalStateException().isThrownBy(set::execute);
		assertThatIllegalStateException()
			.isThrownBy(() -> ((StreamingHttpOutputMessage) set).setBody((out) -> out.write(1)));
	}

	@Test
	void allValuesOfAHeaderGoOut() throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), HttpMethod.GET);
		request.getHeaders().add("X-A", "1");
		request.getHeaders().add("X-A", "2");
		execute(request);
		assertThat(this.server.head()).containsIgnoringCase("x-a: 1\r\n").containsIgnoringCase("x-a: 2\r\n");
	}

	private RestClient restClient() {
		return RestClient.builder().requestFactory(this.client.factory()).build();
	}

	private void send(HttpMethod method, StreamingHttpOutputMessage.Body body) throws IOException {
		ClientHttpRequest request = this.client.factory().createRequest(this.server.uri(), method);
		if (body != null) {
			((StreamingHttpOutputMessage) request).setBody(body);
		}
		execute(request);
	}

	private static void execute(ClientHttpRequest request) throws IOException {
		try (ClientHttpResponse response = request.execute()) {
			assertThat(response.getStatusCode().value()).isEqualTo(200);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static final class FlushCounter extends ChannelOutboundHandlerAdapter {

		private final AtomicInteger flushes;

		FlushCounter(AtomicInteger flushes) {
			this.flushes = flushes;
		}

		@Override
		public void flush(ChannelHandlerContext context) {
			this.flushes.incrementAndGet();
			context.flush();
		}

	}

}
