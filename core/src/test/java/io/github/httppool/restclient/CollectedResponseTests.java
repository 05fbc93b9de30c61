package io.github.httppool.restclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for answers that are there as a whole when the caller wakes up.
 */
class CollectedResponseTests {

	private static final int LIMIT = 64 * 1024;

	@RegisterExtension
	final RawServer server = new RawServer();

	@RegisterExtension
	final PooledClient client = new PooledClient((httpClient) -> httpClient.compress(true));

	@Test
	void smallBody() throws IOException {
		this.server.answering("HTTP/1.1 201 Made\r\nContent-Length: 5\r\nA: 1\r\nA: 2\r\n\r\nhello");
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThat(response.getStatusCode()).isEqualTo(HttpStatus.CREATED);
			assertThat(response.getStatusText()).isEqualTo("Made");
			assertThat(response.getHeaders().get("a")).containsExactly("1", "2");
			assertThat(response.getBody()).isInstanceOf(CollectedBody.class);
			assertThat(response.getBody().readAllBytes()).asString().isEqualTo("hello");
			assertThat(response.getBody().read()).isEqualTo(-1);
		}
	}

	@Test
	void headersAreReadOnly() throws IOException {
		this.server.answering(RawServer.ok("hello"));
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> response.getHeaders().set("a", "b"));
		}
	}

	@Test
	void connectionIsFreeWhenCallerWakesUp() throws IOException {
		this.server.answering(RawServer.ok("hello"));
		HttpPoolClientHttpRequestFactory factory = this.client.factory();
		for (int i = 0; i < 500; i++) {
			factory.createRequest(this.server.uri("/"), HttpMethod.GET).execute();
			assertThat(this.client.active()).isZero();
			assertThat(this.client.idle()).isEqualTo(1);
		}
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void emptyBody() throws IOException {
		this.server.answering(RawServer.ok(""));
		assertCollected(this.server.uri("/"), new byte[0]);
	}

	@Test
	void bodyOfExactlyTheLimit() throws IOException {
		byte[] body = bytes(LIMIT);
		serve("Content-Length: " + LIMIT, body);
		assertCollected(this.server.uri("/"), body);
	}

	@Test
	void chunkedBody() throws IOException {
		this.server.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
				+ "3\r\nabc\r\n1\r\nd\r\nA\r\n0123456789\r\n0\r\n\r\n");
		assertCollected(this.server.uri("/"), "abcd0123456789".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void bodyThatEndsWithTheConnection() throws IOException {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
		});
		assertCollected(this.server.uri("/"), "hello".getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void gzipBody() throws IOException {
		byte[] body = bytes(20_000);
		byte[] zipped = gzip(body);
		serve("Content-Encoding: gzip\r\nContent-Length: " + zipped.length, zipped);
		assertCollected(this.server.uri("/"), body);
	}

	@Test
	void smallGzipOfLargeBodyIsStreamed() throws IOException {
		byte[] body = new byte[1_000_000];
		byte[] zipped = gzip(body);
		assertThat(zipped).hasSizeLessThan(LIMIT);
		serve("Content-Encoding: gzip\r\nContent-Length: " + zipped.length, zipped);
		try (ClientHttpResponse response = this.client.get(this.server.uri("/"))) {
			assertThat(response.getHeaders().getContentLength()).isEqualTo(-1);
			assertThat(response.getBody()).isInstanceOf(LeakTrackingInputStream.class);
			assertThat(response.getBody().readAllBytes()).isEqualTo(body);
		}
	}

	@Test
	void answerToHeadHasNoBody() throws IOException {
		this.server.answering("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n");
		ClientHttpResponse response = this.client.factory()
			.createRequest(this.server.uri("/"), HttpMethod.HEAD)
			.execute();
		assertThat(response.getHeaders().getContentLength()).isEqualTo(5_000_000);
		assertThat(response.getBody()).isInstanceOf(CollectedBody.class).isEmpty();
		assertThat(this.client.active()).isZero();
	}

	@Test
	void noContent() throws IOException {
		this.server.answering("HTTP/1.1 204 No Content\r\n\r\n");
		assertCollected(this.server.uri("/"), new byte[0]);
		assertCollected(this.server.uri("/"), new byte[0]);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void notModified() throws IOException {
		this.server.answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 5000000\r\n\r\n");
		assertCollected(this.server.uri("/"), new byte[0]);
		assertCollected(this.server.uri("/"), new byte[0]);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void closedBodyCannotBeRead() throws IOException {
		this.server.answering(RawServer.ok("hello"));
		ClientHttpResponse response = this.client.get(this.server.uri("/orders?key=secret"));
		InputStream body = response.getBody();
		response.close();
		response.close();
		assertThatExceptionOfType(IOException.class).isThrownBy(body::read)
			.withMessage("The response of GET %s is closed", this.server.uri("/orders"));
		assertThatExceptionOfType(IOException.class).isThrownBy(body::readAllBytes);
		assertThatExceptionOfType(IOException.class).isThrownBy(body::reset);
	}

	@Test
	void streamOfBody() throws IOException {
		InputStream body = new CollectedBody(bytes("0123456789xx"), 10, failures());
		assertThat(body.read()).isEqualTo('0');
		body.mark(100);
		byte[] target = new byte[4];
		assertThat(body.read(target, 1, 2)).isEqualTo(2);
		assertThat(target).containsExactly(0, '1', '2', 0);
		assertThat(body.skip(2)).isEqualTo(2);
		assertThat(body.readNBytes(2)).asString().isEqualTo("56");
		body.reset();
		assertThat(body.available()).isEqualTo(9);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(body.transferTo(out)).isEqualTo(9);
		assertThat(out).hasToString("123456789");
		assertThat(body.read(target)).isEqualTo(-1);
		assertThat(body.read(new byte[0])).isZero();
		assertThat(body.skip(1)).isZero();
		assertThat(body.readAllBytes()).isEmpty();
	}

	private void assertCollected(URI uri, byte[] expected) throws IOException {
		try (ClientHttpResponse response = this.client.get(uri)) {
			assertThat(response.getBody()).isInstanceOf(CollectedBody.class);
			assertThat(response.getBody().readAllBytes()).isEqualTo(expected);
		}
	}

	private void serve(String headers, byte[] body) {
		this.server.serving((client) -> {
			while (client.readHead() != null) {
				client.write("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n");
				client.write(body);
			}
		});
	}

	private static IOExceptionTranslator failures() {
		return new IOExceptionTranslator(HttpMethod.GET, URI.create("http://localhost/"), null);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i * 31 + i / 256);
		}
		return bytes;
	}

	private static byte[] gzip(byte[] bytes) throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
			out.write(bytes);
		}
		return zipped.toByteArray();
	}

}
