package io.github.httppool.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What listeners hear of the end of a call: once, with all its attempts, and with phases
 * that add up to its time.
 */
@Timeout(120)
class EndedCallsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int CALLS = 1000;

	private static final int CALLERS = 8;

	private final Ends ends = new Ends();

	private final AtomicInteger asked = new AtomicInteger();

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	@RegisterExtension
	final RawServer tlsServer = new RawServer(TestCertificate.serverSocketFactory())
		.serving(EndedCallsTests::serveSlowly);

	private void serve(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			switch (head.split(" ")[1]) {
				case "/close" -> client.socket().close();
				case "/large" ->
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(100_000));
				case "/half" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
					client.socket().close();
				}
				case "/until-close" -> {
					client.write("HTTP/1.1 200 OK\r\n\r\nok");
					client.socket().close();
				}
				case "/no-gzip" ->
					client.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 11\r\n\r\nnot gzipped");
				case "/gzip" -> client.write(gzipped(10_000));
				case "/too-much" -> client.write(RawServer.ok("ok") + "HTTP/1.1 200 OK\r\n\r\n");
				case "/moved" -> client.write("HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n");
				case "/third" -> client.write((this.asked.incrementAndGet() < 3)
						? "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n" : RawServer.ok("ok"));
				case "/down" -> client.write("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
				default -> client.write(RawServer.ok("ok"));
			}
		}
	}

	private static String gzipped(int length) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write("x".repeat(length).getBytes(StandardCharsets.ISO_8859_1));
		}
		return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bytes.size() + "\r\n\r\n"
				+ bytes.toString(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Every tenth response or so ends its connection.
	 */
	private static void serveSlowly(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			boolean last = ThreadLocalRandom.current().nextInt(10) == 0;
			client.write("HTTP/1.1 200 OK\r\n" + (last ? "Connection: close\r\n" : "") + "Content-Length: 2\r\n\r\nok");
			if (last) {
				return;
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenACallCompletesThenListenersHearOfItsPhases(Client client) {
		run((connection) -> {
			assertThat(client.get(connection, this.server.uri("/ok"))).isEqualTo("ok");
			HttpPoolListener.CallEnded end = this.ends.only();
			assertThat(end.pool()).isEqualTo("default");
			assertThat(end.host()).isEqualTo(this.server.uri("/").getAuthority());
			assertThat(end.request()).isEqualTo("GET /ok");
			assertThat(end.attempts()).isOne();
			assertThat(end.outcome()).isEqualTo(CallOutcome.COMPLETED);
			assertThat(end.phases()).containsKeys(CallPhase.TCP, CallPhase.SENDING, CallPhase.WAITING,
					CallPhase.RECEIVING);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenAResponseEndsWithItsConnectionThenTheCallCompletes(Client client) {
		run((connection) -> {
			assertThat(client.get(connection, this.server.uri("/until-close"))).isEqualTo("ok");
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.COMPLETED);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACallGetsNoResponseThenItFails(Client client) {
		run((connection) -> {
			assertThatThrownBy(() -> client.get(connection, this.server.uri("/close"))).isNotNull();
			HttpPoolListener.CallEnded end = this.ends.only();
			assertThat(end.outcome()).isEqualTo(CallOutcome.FAILED);
			assertThat(end.phases()).containsKey(CallPhase.SENDING).doesNotContainKey(CallPhase.RECEIVING);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyBreaksOffThenTheCallFails(Client client) {
		run((connection) -> {
			assertThatThrownBy(() -> client.get(connection, this.server.uri("/half"))).isNotNull();
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.FAILED);
		});
	}

	/**
	 * All that the server has sent has arrived by then.
	 */
	@ParameterizedTest
	@EnumSource
	void whenABodyCannotBeDecodedThenTheCallFails(Client client) {
		run((connection) -> {
			assertThatThrownBy(() -> client.get(connection, this.server.uri("/no-gzip"))).isNotNull();
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.FAILED);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyDecodesToMoreThanTheClientTakesThenTheCallFails(Client client) {
		run((connection) -> {
			assertThatThrownBy(() -> client.get(connection, this.server.uri("/gzip"))).isNotNull();
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.FAILED);
		}, "httppool.limits.max-decompressed-size=1KB");
	}

	@ParameterizedTest
	@EnumSource
	void whenBytesFollowAResponseThenTheCallCompletes(Client client) {
		run((connection) -> {
			assertThat(client.get(connection, this.server.uri("/too-much"))).isEqualTo("ok");
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.COMPLETED);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheApplicationGivesUpTheRestOfAResponseThenTheCallIsCancelled(Client client) {
		run((connection) -> {
			client.giveUp(connection, this.server.uri("/large"));
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.CANCELLED);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACallIsRedirectedThenItEndsOnce(Client client) {
		run((connection) -> {
			assertThat(client.get(connection, this.server.uri("/moved"))).isEqualTo("ok");
			HttpPoolListener.CallEnded end = this.ends.only();
			assertThat(end.attempts()).isEqualTo(2);
			assertThat(end.outcome()).isEqualTo(CallOutcome.COMPLETED);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenACallIsRepeatedThenItEndsOnce(Client client) {
		run((connection) -> {
			assertThat(client.get(connection, this.server.uri("/third"))).isEqualTo("ok");
			HttpPoolListener.CallEnded end = this.ends.only();
			assertThat(end.attempts()).isEqualTo(3);
			assertThat(end.outcome()).isEqualTo(CallOutcome.COMPLETED);
			assertThat(end.phases()).containsKey(CallPhase.PAUSED);
		}, "httppool.retry.max-attempts=3", "httppool.retry.backoff=5ms", "httppool.retry.jitter=0");
	}

	@ParameterizedTest
	@EnumSource
	void whenAllAttemptsFailThenTheCallEndsOnce(Client client) {
		run((connection) -> {
			assertThatThrownBy(() -> client.get(connection, this.server.uri("/close"))).isNotNull();
			HttpPoolListener.CallEnded end = this.ends.only();
			assertThat(end.attempts()).isEqualTo(3);
			assertThat(end.outcome()).isEqualTo(CallOutcome.FAILED);
		}, "httppool.retry.max-attempts=3", "httppool.retry.backoff=5ms");
	}

	/**
	 * That is what the application gets.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheLastResponseIsAnErrorThenTheCallCompletes(Client client) {
		run((connection) -> {
			assertThatThrownBy(() -> client.get(connection, this.server.uri("/down"))).isNotNull();
			assertThat(this.ends.only().outcome()).isEqualTo(CallOutcome.COMPLETED);
		}, "httppool.retry.max-attempts=2", "httppool.retry.backoff=5ms");
	}

	@ParameterizedTest
	@EnumSource
	void whenAListenerThrowsThenTheCallDoesNotFeelIt(Client client) {
		this.ends.failure = new IllegalStateException("thrown by a listener, on purpose");
		run((connection) -> {
			assertThat(client.get(connection, this.server.uri("/ok"))).isEqualTo("ok");
			assertThat(client.get(connection, this.server.uri("/ok"))).isEqualTo("ok");
		});
	}

	/**
	 * Up to the end of the response. How long it takes from there until the thread of a
	 * blocking caller runs again is up to the machine.
	 */
	@ParameterizedTest
	@EnumSource
	void phasesOfAThousandCallsOverTlsAddUpToTheirTimes(Client client) {
		run((connection) -> {
			Map<String, Long> begins = call(connection, client);
			await().atMost(PATIENCE).until(() -> this.ends.events.size() == CALLS);
			long elapsed = 0;
			long phases = 0;
			int off = 0;
			for (Ended end : this.ends.events) {
				long lasted = end.at - begins.get(end.event.request());
				elapsed += lasted;
				phases += end.event.elapsed().toNanos();
				off += isOff(end.event.elapsed().toNanos(), lasted) ? 1 : 0;
			}
			assertThat((double) phases / elapsed).isBetween(0.95, 1.05);
			assertThat(off).as("calls whose phases do not add up").isLessThan(CALLS / 20);
			assertThat(this.ends.events)
				.anySatisfy((end) -> assertThat(end.event.phases()).containsKeys(CallPhase.TCP, CallPhase.TLS));
		}, Stream.concat(Stream.of(TestCertificate.trusted()), Stream.of("httppool.pool.max-connections=" + CALLERS))
			.toArray(String[]::new));
	}

	private static boolean isOff(long phases, long elapsed) {
		return Math.abs(phases - elapsed) > elapsed / 20 + TimeUnit.MILLISECONDS.toNanos(5);
	}

	/**
	 * Returns when each call began, by its request.
	 */
	private Map<String, Long> call(SingleConnection connection, Client client) {
		ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
		try {
			List<Future<Map.Entry<String, Long>>> calls = IntStream.range(0, CALLS)
				.mapToObj((i) -> threads.submit(() -> call(connection, client, "/" + i)))
				.toList();
			return calls.stream()
				.map(EndedCallsTests::get)
				.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		}
		finally {
			threads.shutdown();
		}
	}

	private Map.Entry<String, Long> call(SingleConnection connection, Client client, String path) {
		URI uri = URI.create("https://" + this.tlsServer.uri(path).getAuthority() + path);
		long begin = System.nanoTime();
		assertThat(client.get(connection, uri)).isEqualTo("ok");
		return Map.entry("GET " + path, begin);
	}

	private static <T> T get(Future<T> future) {
		try {
			return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void run(Calls calls, String... properties) {
		SingleConnection.application()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withBean(HttpPoolListener.class, () -> this.ends)
			.withPropertyValues(properties)
			.run((context) -> {
				SingleConnection connection = new SingleConnection(context);
				calls.make(connection);
				connection.assertUnused();
			});
	}

	@FunctionalInterface
	private interface Calls {

		void make(SingleConnection connection) throws Exception;

	}

	private record Ended(HttpPoolListener.CallEnded event, long at) {

	}

	private static final class Ends implements HttpPoolListener {

		private final List<Ended> events = new CopyOnWriteArrayList<>();

		private RuntimeException failure;

		@Override
		public void callEnded(CallEnded event) {
			this.events.add(new Ended(event, System.nanoTime()));
			if (this.failure != null) {
				throw this.failure;
			}
		}

		/**
		 * Returns the end of the call, of which nothing more is heard.
		 */
		CallEnded only() {
			await().atMost(PATIENCE).until(() -> !this.events.isEmpty());
			assertThat(this.events).hasSize(1);
			return this.events.get(0).event;
		}

	}

	enum Client {

		REST_CLIENT {

			@Override
			String get(SingleConnection connection, URI uri) {
				return connection.restClient().get().uri(uri).retrieve().body(String.class);
			}

			@Override
			void giveUp(SingleConnection connection, URI uri) {
				ClientHttpResponse response = connection.restClient()
					.get()
					.uri(uri)
					.exchange((request, open) -> open, false);
				response.close();
			}

		},

		WEB_CLIENT {

			@Override
			String get(SingleConnection connection, URI uri) {
				return connection.webClient().get().uri(uri).retrieve().bodyToMono(String.class).block(PATIENCE);
			}

			@Override
			void giveUp(SingleConnection connection, URI uri) {
				connection.webClient()
					.get()
					.uri(uri)
					.retrieve()
					.toEntityFlux(DataBuffer.class)
					.block(PATIENCE)
					.getBody()
					.subscribe()
					.dispose();
			}

		};

		abstract String get(SingleConnection connection, URI uri);

		/**
		 * Begins a call and gives up the rest of its response.
		 */
		abstract void giveUp(SingleConnection connection, URI uri);

	}

}
