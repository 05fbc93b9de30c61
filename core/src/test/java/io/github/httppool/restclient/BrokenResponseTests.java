package io.github.httppool.restclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for responses whose body breaks off while it is collected: the caller has the
 * head and what came, and reads then that there is no more.
 */
@Timeout(60)
class BrokenResponseTests {

	@RegisterExtension
	final RawServer server = new RawServer();

	/** One permit for each response that has begun. */
	private final Semaphore begun = new Semaphore(0);

	@RegisterExtension
	final PooledClient client = new PooledClient(
			(httpClient) -> httpClient.compress(true).doOnResponse((response, connection) -> this.begun.release()));

	@ParameterizedTest
	@EnumSource
	void whenABodyBreaksOffThenHeadAndBeginningAreTheCallers(Break breaking) throws IOException {
		serve(breaking);
		try (ClientHttpResponse response = this.client.get(this.server.uri("/orders"))) {
			assertThat(response.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
			assertThat(response.getStatusText()).isEqualTo("Broken");
			assertThat(response.getHeaders().getFirst("X-Mine")).isEqualTo("kept");
			InputStream body = response.getBody();
			assertThat(body.readNBytes(breaking.received.length())).asString().isEqualTo(breaking.received);
			assertThatIOException().isThrownBy(body::read)
				.withMessageContaining("GET %s broke off after %s of the response body: ", this.server.uri("/orders"),
						breaking.progress);
			assertThatIOException().isThrownBy(body::readAllBytes).withMessageContaining(breaking.progress);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyBreaksOffThenErrorHandlersSeeTheStatus(Break breaking) {
		serve(breaking);
		RestClient restClient = RestClient.builder().requestFactory(this.client.factory()).build();
		assertThatExceptionOfType(HttpServerErrorException.InternalServerError.class)
			.isThrownBy(() -> restClient.get().uri(this.server.uri("/")).retrieve().toBodilessEntity());
		RestTemplate restTemplate = new RestTemplate(this.client.factory());
		assertThatExceptionOfType(HttpServerErrorException.InternalServerError.class)
			.isThrownBy(() -> restTemplate.getForObject(this.server.uri("/"), String.class));
	}

	@Test
	void whenABodyThatIsWantedBreaksOffThenItIsNotTakenForWhole() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\n0123456789");
		});
		RestClient restClient = RestClient.builder().requestFactory(this.client.factory()).build();
		assertThatExceptionOfType(RestClientException.class)
			.isThrownBy(() -> restClient.get().uri(this.server.uri("/")).retrieve().body(String.class))
			.havingRootCause()
			.satisfies((cause) -> assertThat(cause).isInstanceOf(IOException.class));
		RestTemplate restTemplate = new RestTemplate(this.client.factory());
		assertThatExceptionOfType(RestClientException.class)
			.isThrownBy(() -> restTemplate.getForObject(this.server.uri("/"), String.class));
	}

	@Test
	void whenABodyBreaksOffAndIsNotReadThenThereIsNothingToRelease() throws IOException {
		serve(Break.END_OF_A_KNOWN_LENGTH);
		ClientHttpResponse response = this.client.get(this.server.uri("/"));
		response.close();
		response.close();
		assertThatIOException().isThrownBy(() -> response.getBody().read()).withMessageContaining("is closed");
	}

	/**
	 * Head and beginning go out in one write, so that they are read at once.
	 */
	private void serve(Break breaking) {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 500 Broken\r\nX-Mine: kept\r\n" + breaking.headers + "\r\n\r\n" + breaking.sent);
			this.begun.acquire();
			breaking.action.serve(client);
		});
	}

	enum Break {

		END_OF_A_KNOWN_LENGTH("Content-Length: 100", "0123456789", Break::end, "0123456789", "10 of 100 bytes"),

		END_AFTER_THE_HEAD("Content-Length: 100", "", Break::end, "", "0 of 100 bytes"),

		END_OF_CHUNKS("Transfer-Encoding: chunked", "A\r\n0123456789\r\n", Break::end, "0123456789", "10 bytes"),

		END_IN_A_CHUNK("Transfer-Encoding: chunked", "64\r\n0123456789", Break::end, "0123456789", "10 bytes"),

		END_BEFORE_A_CHUNK("Transfer-Encoding: chunked", "", Break::end, "", "0 bytes"),

		RESET("Content-Length: 100", "0123456789", RawServer.Client::reset, "0123456789", "10 of 100 bytes"),

		BAD_CHUNK("Transfer-Encoding: chunked", "A\r\n0123456789\r\n", send("this is no length\r\n"), "0123456789",
				"10 bytes"),

		NO_GZIP("Content-Encoding: gzip\r\nContent-Length: 23", "this is not gzip at all",
				RawServer.Client::awaitClosed, "", "0 bytes"),

		BAD_GZIP("Content-Encoding: gzip\r\nContent-Length: 1000", beginningOfGzip("0123456789"),
				send("this is not gzip at all"), "0123456789", "10 bytes");

		private final String headers;

		private final String sent;

		private final RawServer.Script action;

		private final String received;

		private final String progress;

		Break(String headers, String sent, RawServer.Script action, String received, String progress) {
			this.headers = headers;
			this.sent = sent;
			this.action = action;
			this.received = received;
			this.progress = progress;
		}

		private static void end(RawServer.Client client) {
			// The server closes the connection.
		}

		private static RawServer.Script send(String text) {
			return (client) -> {
				client.write(text);
				client.awaitClosed();
			};
		}

		private static String beginningOfGzip(String text) {
			ByteArrayOutputStream zipped = new ByteArrayOutputStream();
			try {
				GZIPOutputStream out = new GZIPOutputStream(zipped, true);
				out.write(CollectedResponseTests.bytes(text));
				out.flush();
				return zipped.toString(StandardCharsets.ISO_8859_1);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
