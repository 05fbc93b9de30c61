package io.github.httppool.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.HttpPoolAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolClientsAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Encoded responses through the pool, for each client: all of the body or an error, and
 * never a lost connection, whether another call waits for it or not.
 */
@ParameterizedClass
@EnumSource
class EncodedResponseTests {

	private static final byte[] SMALL = random(1000);

	private static final byte[] LARGE = random(300_000);

	@RegisterExtension
	final RawServer server = new RawServer();

	@Parameter
	Client client;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolPropertiesAutoConfiguration.class,
				HttpPoolAutoConfiguration.class, HttpPoolClientsAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
				ReactiveHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class,
				RestTemplateAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withPropertyValues("httppool.pool.max-connections=1", "httppool.timeouts.acquire=20s",
				"httppool.timeouts.response=20s");

	@ParameterizedTest
	@EnumSource
	void whenABodyCannotBeDecodedThenTheCallFailsAndItsConnectionIsClosed(Undecodable answer) {
		this.server.serving((peer) -> {
			for (String head = peer.readHead(); head != null; head = peer.readHead()) {
				peer.write(head.contains("/undecodable") ? answer.response() : RawServer.ok("ok").getBytes());
			}
		});
		run((context) -> {
			assertThatException().isThrownBy(() -> get(context, "/undecodable"))
				.withStackTraceContaining(answer.reason);
			assertThat(get(context, "/")).asString().isEqualTo("ok");
			assertThat(get(context, "/")).asString().isEqualTo("ok");
			assertThat(pool(context).snapshot().closed()).containsEntry(CloseReason.ERROR, 1L);
			assertThat(this.server.connections()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACallWaitsBehindABodyThatCannotBeDecodedThenItGetsItsOwnAnswer(Undecodable answer) {
		run((context) -> {
			HttpPool pool = pool(context);
			this.server.serving((peer) -> {
				String head = peer.readHead();
				if (head != null && head.contains("/undecodable")) {
					await().until(() -> pool.snapshot().pending() == 1);
					peer.write(answer.response());
					peer.awaitClosed();
				}
				else {
					peer.write(RawServer.ok("ok"));
					peer.readHead();
				}
			});
			CompletableFuture<byte[]> failing = ClientKind.onThreadOfItsOwn(() -> get(context, "/undecodable"));
			await().until(() -> pool.snapshot().active() == 1);
			assertThat(get(context, "/")).asString().isEqualTo("ok");
			assertThat(failing).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withStackTraceContaining(answer.reason);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyIsWholeThenAllOfItComesAndTheConnectionIsKept(Decodable answer) {
		this.server.serving((peer) -> {
			while (peer.readHead() != null) {
				peer.write(answer.response());
			}
		});
		run((context) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(Arrays.equals(get(context, "/"), answer.body())).isTrue();
			}
			assertThat(this.server.connections()).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEAD 200 OK", "GET 204 No Content", "GET 304 Not Modified" })
	void whenAResponseHasNoBodyThenItsHeadersAreWhatTheServerSent(String exchange) {
		HttpMethod method = HttpMethod.valueOf(exchange.substring(0, exchange.indexOf(' ')));
		String status = exchange.substring(exchange.indexOf(' ') + 1);
		this.server.answering(
				"HTTP/1.1 " + status + "\r\nContent-Encoding: gzip\r\nContent-Length: 1234\r\nETag: \"x\"\r\n\r\n");
		run((context) -> {
			Map<String, String> headers = new TreeMap<>();
			this.client.headers(context, method, this.server.uri("/"))
				.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
			assertThat(headers)
				.isEqualTo(Map.of("content-encoding", "gzip", "content-length", "1234", "etag", "\"x\""));
		});
	}

	private void run(Consumer<ApplicationContext> test) {
		this.runner.run((context) -> {
			test.accept(context);
			assertNothingIsLost(pool(context));
		});
	}

	private static void assertNothingIsLost(HttpPool pool) {
		await().untilAsserted(() -> {
			PoolSnapshot snapshot = pool.snapshot();
			assertThat(snapshot.active()).isZero();
			assertThat(snapshot.pending()).isZero();
			assertThat(snapshot.acquired()).isEqualTo(snapshot.released());
		});
	}

	private byte[] get(ApplicationContext context, String path) {
		return this.client.get(context, this.server.uri(path));
	}

	private static HttpPool pool(ApplicationContext context) {
		return context.getBean(HttpPools.class).get("default");
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	private static byte[] gzip(byte[] body) {
		return written(body, GZIPOutputStream::new);
	}

	private static byte[] rawDeflate(byte[] body) {
		return written(body, (out) -> new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true)));
	}

	private static byte[] written(byte[] body, Wrapper wrapper) {
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		try (OutputStream out = wrapper.wrap(encoded)) {
			out.write(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return encoded.toByteArray();
	}

	private static byte[] half(byte[] bytes) {
		return Arrays.copyOf(bytes, bytes.length / 2);
	}

	private static byte[] concatenate(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	private static byte[] response(String encoding, byte[] content) {
		return concatenate(("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + content.length
				+ "\r\n\r\n")
			.getBytes(), content);
	}

	private interface Wrapper {

		OutputStream wrap(OutputStream out) throws IOException;

	}

	private enum Undecodable {

		NOT_GZIP("gzip", "this is not gzip at all".getBytes(), "not valid gzip: it has no gzip header"),

		SMALL_GZIP_CUT("gzip", half(gzip(SMALL)), "ended before its gzip encoding did, after "),

		LARGE_GZIP_CUT("gzip", half(gzip(LARGE)), "ended before its gzip encoding did, after 150,"),

		GZIP_WITHOUT_ITS_LAST_BYTE("gzip", Arrays.copyOf(gzip(SMALL), gzip(SMALL).length - 1),
				"ended before its gzip encoding did, after "),

		DEFLATE_CUT("deflate", half(rawDeflate(LARGE)), "ended before its deflate encoding did, after 150,"),

		GZIP_AND_MORE("gzip", concatenate(gzip(SMALL), "HTTP/1.1 200 OK\r\n".getBytes()),
				"not valid gzip: other bytes follow its end");

		private final String encoding;

		private final byte[] content;

		private final String reason;

		Undecodable(String encoding, byte[] content, String reason) {
			this.encoding = encoding;
			this.content = content;
			this.reason = reason;
		}

		byte[] response() {
			return EncodedResponseTests.response(this.encoding, this.content);
		}

	}

	private enum Decodable {

		SMALL_GZIP("gzip", gzip(SMALL), SMALL),

		LARGE_GZIP("gzip", gzip(LARGE), LARGE),

		SEVERAL_GZIP_MEMBERS("gzip", concatenate(gzip(SMALL), gzip(LARGE)), concatenate(SMALL, LARGE)),

		GZIP_TWICE("gzip, gzip", gzip(gzip(LARGE)), LARGE),

		RAW_DEFLATE("deflate", rawDeflate(new byte[65_537]), new byte[65_537]),

		NOTHING("gzip", new byte[0], new byte[0]);

		private final String encoding;

		private final byte[] content;

		private final byte[] body;

		Decodable(String encoding, byte[] content, byte[] body) {
			this.encoding = encoding;
			this.content = content;
			this.body = body;
		}

		byte[] response() {
			return EncodedResponseTests.response(this.encoding, this.content);
		}

		byte[] body() {
			return this.body;
		}

	}

	/**
	 * How an application calls.
	 */
	enum Client {

		REST_CLIENT {
			@Override
			byte[] get(ApplicationContext context, URI uri) {
				return orEmpty(restClient(context).get().uri(uri).retrieve().body(byte[].class));
			}

			@Override
			HttpHeaders headers(ApplicationContext context, HttpMethod method, URI uri) {
				return restClient(context).method(method).uri(uri).retrieve().toBodilessEntity().getHeaders();
			}

			private RestClient restClient(ApplicationContext context) {
				return context.getBean("httpPoolRestClient", RestClient.class);
			}
		},

		REST_TEMPLATE {
			@Override
			byte[] get(ApplicationContext context, URI uri) {
				return orEmpty(restTemplate(context).getForObject(uri, byte[].class));
			}

			@Override
			HttpHeaders headers(ApplicationContext context, HttpMethod method, URI uri) {
				return restTemplate(context).exchange(uri, method, null, Void.class).getHeaders();
			}

			private RestTemplate restTemplate(ApplicationContext context) {
				return context.getBean(RestTemplateBuilder.class).build();
			}
		},

		WEB_CLIENT {
			@Override
			byte[] get(ApplicationContext context, URI uri) {
				return orEmpty(webClient(context).get().uri(uri).retrieve().bodyToMono(byte[].class).block());
			}

			@Override
			HttpHeaders headers(ApplicationContext context, HttpMethod method, URI uri) {
				ResponseEntity<Void> response = webClient(context).method(method)
					.uri(uri)
					.retrieve()
					.toBodilessEntity()
					.block();
				return Objects.requireNonNull(response).getHeaders();
			}

			private WebClient webClient(ApplicationContext context) {
				return context.getBean("httpPoolWebClient", WebClient.class)
					.mutate()
					.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(1_000_000))
					.build();
			}
		};

		abstract byte[] get(ApplicationContext context, URI uri);

		abstract HttpHeaders headers(ApplicationContext context, HttpMethod method, URI uri);

		private static byte[] orEmpty(byte[] body) {
			return (body != null) ? body : new byte[0];
		}

	}

}
