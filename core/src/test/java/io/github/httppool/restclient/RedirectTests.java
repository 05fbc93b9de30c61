package io.github.httppool.restclient;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import io.github.httppool.RawServer;
import io.github.httppool.call.Calls;
import io.github.httppool.call.Retries;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request is repeated as after a redirect.
 */
@Timeout(60)
class RedirectTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

	@RegisterExtension
	final EchoServer server = new EchoServer();

	@RegisterExtension
	final PooledClient client = new PooledClient((httpClient) -> httpClient.followRedirect(true));

	private WebClient webClient;

	private RestClient restClient;

	/** How often the application has written its body. */
	private final AtomicInteger written = new AtomicInteger();

	@BeforeEach
	void createClients() {
		ReactorClientHttpConnector connector = new ReactorClientHttpConnector(this.client.httpClient());
		this.webClient = WebClient.builder()
			.clientConnector(
					new HttpPoolClientHttpConnector(connector, Calls.WITHOUT_CALL_SITES, Retries.unconfigured()))
			.build();
		this.restClient = RestClient.builder().requestFactory(this.client.factory()).build();
	}

	@ParameterizedTest
	@EnumSource
	void whenSeeOtherComesThenWebClientGetsWithoutContent(ReactiveBody body) {
		redirect(303);
		WebClient.RequestBodySpec request = this.webClient.post()
			.uri(this.server.uri())
			.headers(RedirectTests::describeContent);
		body.with.apply(request, this.written).retrieve().toBodilessEntity().block();
		assertGetsWithoutContent();
	}

	@ParameterizedTest
	@EnumSource
	void whenSeeOtherComesThenRestClientGetsWithoutContent(BlockingBody body) {
		redirect(303);
		RestClient.RequestBodySpec request = this.restClient.post()
			.uri(this.server.uri())
			.headers(RedirectTests::describeContent);
		body.with.apply(request, this.written).retrieve().toBodilessEntity();
		assertGetsWithoutContent();
	}

	private static void describeContent(HttpHeaders headers) {
		headers.set(HttpHeaders.CONTENT_LANGUAGE, "en");
		headers.set(HttpHeaders.CONTENT_ENCODING, "identity");
		headers.set("Digest", "sha-256=x");
		headers.set("X-Mine", "kept");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "PATCH", "DELETE", "PURGE" })
	void whenSeeOtherComesThenAnyMethodBecomesGet(String method) {
		redirect(303);
		this.webClient.method(HttpMethod.valueOf(method))
			.uri(this.server.uri())
			.header("X-Mine", "kept")
			.bodyValue("hello")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertGetsWithoutContent();
	}

	private void assertGetsWithoutContent() {
		assertThat(this.server.heads()).hasSize(2);
		assertThat(this.server.head()).startsWith("GET /second ")
			.containsIgnoringCase("\r\nx-mine: kept\r\n")
			.doesNotContainIgnoringCase("\r\ncontent-")
			.doesNotContainIgnoringCase("\r\ndigest:")
			.doesNotContainIgnoringCase("\r\ntransfer-encoding:");
		assertThat(this.written).hasValueLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void whenAnotherRedirectComesThenTheRequestIsRepeatedAsItWas(int status) {
		redirect(status);
		this.webClient.post().uri(this.server.uri()).bodyValue("hello").retrieve().toBodilessEntity().block();
		assertRepeated();
		this.restClient.post().uri(this.server.uri()).body("hello").retrieve().toBodilessEntity();
		assertRepeated();
	}

	private void assertRepeated() {
		assertThat(this.server.head()).startsWith("POST /second ").containsIgnoringCase("\r\ncontent-length: 5\r\n");
		assertThat(this.server.body()).isEqualTo("hello");
	}

	@Test
	void whenTheAnswerToAPostWasSeenElsewhereThenARedirectOfTheGetIsFollowedToo() {
		this.server.answer((head) -> head.contains(" /third ") ? RawServer.ok("")
				: redirection(303, head.contains(" /second ") ? "/third" : "/second"));
		this.webClient.post().uri(this.server.uri()).bodyValue("hello").retrieve().toBodilessEntity().block();
		assertThat(this.server.heads()).hasSize(3);
		assertThat(this.server.head()).startsWith("GET /third ").doesNotContainIgnoringCase("\r\ncontent-");
	}

	@Test
	void whenAGetIsRedirectedThenItKeepsItsHeaders() {
		redirect(303);
		this.webClient.get()
			.uri(this.server.uri())
			.accept(MediaType.TEXT_PLAIN)
			.cookie("a", "1")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(this.server.head()).startsWith("GET /second ").containsIgnoringCase("\r\naccept: text/plain\r\n");
	}

	private void redirect(int status) {
		this.server.answer((head) -> head.contains(" /second ") ? RawServer.ok("") : redirection(status, "/second"));
	}

	private static String redirection(int status, String location) {
		return "HTTP/1.1 %d Elsewhere\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(status, location);
	}

	enum ReactiveBody {

		NONE((request, written) -> request),

		VALUE((request, written) -> request.bodyValue("hello")),

		OBJECT((request, written) -> request.bodyValue(Map.of("hello", 1))),

		MONO((request, written) -> request.body(Mono.fromCallable(() -> "hello" + written.incrementAndGet()),
				String.class)),

		FLUX((request, written) -> request.body(texts(written), String.class)),

		STREAM((request, written) -> request.contentType(MediaType.APPLICATION_NDJSON)
			.body(texts(written).map((text) -> Map.of(text, 1)), Map.class)),

		BUFFERS((request,
				written) -> request.body(BodyInserters.fromDataBuffers(texts(written)
					.<DataBuffer>map((text) -> DefaultDataBufferFactory.sharedInstance.wrap(HELLO))))),

		FORM((request, written) -> request.body(BodyInserters.fromFormData("hello", "1"))),

		MULTIPART((request, written) -> request.body(BodyInserters.fromMultipartData("hello", "1"))),

		RESOURCE((request, written) -> request.bodyValue(new ByteArrayResource(HELLO))),

		RESOURCE_READ_ONCE((request, written) -> request.bodyValue(readOnce(written)));

		private final BiFunction<WebClient.RequestBodySpec, AtomicInteger, WebClient.RequestHeadersSpec<?>> with;

		ReactiveBody(BiFunction<WebClient.RequestBodySpec, AtomicInteger, WebClient.RequestHeadersSpec<?>> with) {
			this.with = with;
		}

		private static Flux<String> texts(AtomicInteger written) {
			return Flux.defer(() -> Flux.just("hel", "lo" + written.incrementAndGet()));
		}

	}

	enum BlockingBody {

		NONE((request, written) -> request),

		VALUE((request, written) -> request.body("hello")),

		OBJECT((request, written) -> request.body(Map.of("hello", 1))),

		LARGE((request, written) -> request.body(new byte[100_000])),

		WRITTEN_ONCE((request, written) -> request.body((out) -> {
			written.incrementAndGet();
			out.write(HELLO);
		})),

		RESOURCE_READ_ONCE((request, written) -> request.body(readOnce(written)));

		private final BiFunction<RestClient.RequestBodySpec, AtomicInteger, RestClient.RequestHeadersSpec<?>> with;

		BlockingBody(BiFunction<RestClient.RequestBodySpec, AtomicInteger, RestClient.RequestHeadersSpec<?>> with) {
			this.with = with;
		}

	}

	private static InputStreamResource readOnce(AtomicInteger written) {
		return new InputStreamResource(() -> {
			written.incrementAndGet();
			return new ByteArrayInputStream(HELLO);
		});
	}

}
