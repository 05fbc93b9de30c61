package io.github.httppool.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.client.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A response that does not end, of which a caller wants no more than the beginning.
 */
class UnreadResponseTests {

	private static final Duration SOON = Duration.ofMillis(300);

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private NettyServer server;

	private TestApplication application;

	@BeforeEach
	void start() {
		this.server = this.endToEnd.nettyServer();
		this.application = this.endToEnd.application("httppool.pool.max-connections=1");
		// What is loaded with the first call is not to be measured.
		assertThat(readOneByteByRestClient()).isPositive();
		assertThat(readOneBufferByWebClient()).isPositive();
	}

	@Test
	void whenOneByteIsReadThenRestClientClosesSoon() {
		assertThat(Duration.ofNanos(readOneByteByRestClient())).isLessThan(SOON);
	}

	@Test
	void whenOneBufferIsReadThenWebClientCancelsSoon() {
		assertThat(Duration.ofNanos(readOneBufferByWebClient())).isLessThan(SOON);
	}

	@Test
	void whenOneByteWasReadThenTheOnlySlotIsFreeAgain() {
		readOneByteByRestClient();
		assertThat(CallsUnderWay.get(this.application.restClient(), this.server.url("/ok"))).isEqualTo("ok");
		EndToEnd.eventually("counted", () -> assertThat(this.application.pool().snapshot().closed())
			.containsEntry(CloseReason.CLIENT_CANCELLED, 3L));
	}

	@Test
	void whenOneBufferWasReadThenTheOnlySlotIsFreeAgain() {
		readOneBufferByWebClient();
		assertThat(CallsUnderWay.get(this.application.webClient(), this.server.url("/ok")).block()).isEqualTo("ok");
		EndToEnd.eventually("counted", () -> assertThat(this.application.pool().snapshot().closed())
			.containsEntry(CloseReason.CLIENT_CANCELLED, 3L));
	}

	private long readOneByteByRestClient() {
		long read = this.application.restClient()
			.get()
			.uri(this.server.url("/endless"))
			.exchange((request, response) -> readOneByte(response));
		return System.nanoTime() - read;
	}

	private static long readOneByte(ClientHttpResponse response) {
		try (InputStream body = response.getBody()) {
			assertThat(body.read()).isEqualTo('t');
			return System.nanoTime();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private long readOneBufferByWebClient() {
		Long read = this.application.webClient()
			.get()
			.uri(this.server.url("/endless"))
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.map(DataBufferUtils::release)
			.map((released) -> System.nanoTime())
			.blockFirst();
		return System.nanoTime() - read;
	}

}
