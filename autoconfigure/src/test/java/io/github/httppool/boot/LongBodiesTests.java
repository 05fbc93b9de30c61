package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.github.httppool.CallTimeoutException;
import io.github.httppool.RawServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Bodies that take minutes end well if they flow, and those that do not flow end in time.
 * On demand:
 * {@code mvn -pl core,autoconfigure test -Dtests.excluded=none -Dtest=LongBodiesTests
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("stress")
@Timeout(240)
class LongBodiesTests {

	private static final int EVENTS = 120;

	private static final String EVENT = "data: x\n\n";

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** Pieces of 50 kB at 2 MB a second. */
	private static final Duration FAST = Duration.ofMillis(25);

	private static final int PIECE = 50_000;

	private static final int PIECES = 2_000;

	/** Five bytes a second. */
	private static final Duration TRICKLE = Duration.ofMillis(200);

	private final CountDownLatch over = new CountDownLatch(1);

	private final List<String> report = new ArrayList<>();

	@RegisterExtension
	final RawServer server = new RawServer().serving(this::serve);

	@RegisterExtension
	final PooledApplication asItIs = PooledApplication.withNothingConfigured();

	@RegisterExtension
	final PooledApplication within5s = PooledApplication.withNothingConfigured().with("httppool.timeouts.total=5s");

	@RegisterExtension
	final PooledApplication impatient = PooledApplication.withNothingConfigured()
		.with("httppool.timeouts.read-idle=2s");

	private void serve(RawServer.Client client) throws Exception {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			switch (head.split(" ")[1]) {
				case "/events" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
							+ EVENTS * EVENT.length() + "\r\n\r\n");
					write(client, EVENTS, EVENT, SECOND);
				}
				case "/trickle" -> {
					client
						.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n");
					write(client, 1_000_000, " ", TRICKLE);
				}
				case "/stalled" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
					this.over.await();
				}
				case "/whole" -> client.write(RawServer.ok("x".repeat(10_000_000)));
				case "/download" -> {
					client.write("HTTP/1.1 200 OK\r\nContent-Length: " + PIECES * PIECE + "\r\n\r\n");
					write(client, PIECES, "x".repeat(PIECE), FAST);
				}
				case "/upload" -> {
					read(client, FAST);
					client.write(RawServer.ok("ok"));
				}
				default -> {
					read(client, Duration.ZERO);
					client.write(RawServer.ok("ok"));
				}
			}
		}
	}

	private static void write(RawServer.Client client, int pieces, String piece, Duration pace) throws IOException {
		long start = System.nanoTime();
		for (int i = 0; i < pieces; i++) {
			BodyClient.awaitTurn(start, i, pace);
			client.write(piece);
		}
	}

	/**
	 * Reads a request that ends with an empty chunk.
	 */
	private static void read(RawServer.Client client, Duration pace) throws IOException {
		InputStream in = client.socket().getInputStream();
		long start = System.nanoTime();
		byte[] end = new byte[5];
		for (int piece = 0; !new String(end, StandardCharsets.ISO_8859_1).equals("0\r\n\r\n"); piece++) {
			BodyClient.awaitTurn(start, piece, pace);
			byte[] read = new byte[PIECE];
			int count = in.read(read);
			if (count < 0) {
				throw new IOException("The client has gone");
			}
			byte[] joined = new byte[end.length + count];
			System.arraycopy(end, 0, joined, 0, end.length);
			System.arraycopy(read, 0, joined, end.length, count);
			System.arraycopy(joined, count, end, 0, end.length);
		}
	}

	@Test
	void bodiesThatFlowEndWellAndOthersInTime() {
		Stream.of(this.asItIs, this.within5s, this.impatient).forEach(this::warmUp);
		List<CompletableFuture<?>> calls = new ArrayList<>();
		for (BodyClient client : BodyClient.values()) {
			calls.add(ends(client, "two minutes of events under total: 5s",
					() -> assertThat(client.read(this.within5s, uri("/events")))
						.isEqualTo((long) EVENTS * EVENT.length())));
			calls.add(timesOut(client, "trickling JSON under total: 5s", Duration.ofSeconds(5),
					() -> client.read(this.within5s, uri("/trickle"))));
			calls.add(ends(client, "a consumer that pauses for 6 s under read-idle: 2s",
					() -> assertThat(client.read(this.impatient, uri("/whole"),
							() -> BodyClient.awaitTurn(System.nanoTime(), 6, SECOND)))
						.isEqualTo(10_000_000)));
			calls.add(timesOut(client, "a silent server under read-idle: 2s", Duration.ofSeconds(2),
					() -> client.read(this.impatient, uri("/stalled"))));
			calls.add(ends(client, "a download of 100 MB at 2 MB/s",
					() -> assertThat(client.read(this.asItIs, uri("/download"))).isEqualTo((long) PIECES * PIECE)));
			calls.add(ends(client, "an upload of 100 MB that the server takes at 2 MB/s",
					() -> client.send(this.asItIs, uri("/upload"), PIECES, PIECE, Duration.ZERO)));
			calls.add(ends(client, "an upload of 100 MB that the application makes at 2 MB/s",
					() -> client.send(this.asItIs, uri("/ready"), PIECES, PIECE, FAST)));
			calls.add(timesOut(client, "a download of 5 bytes a second", Duration.ofSeconds(30),
					() -> client.read(this.asItIs, uri("/trickle"))));
			calls.add(timesOut(client, "an upload of 5 bytes a second", Duration.ofSeconds(30),
					() -> client.send(this.asItIs, uri("/ready"), 1000, 1, TRICKLE)));
		}
		try {
			CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
		}
		finally {
			this.over.countDown();
			System.out.println(String.join("\n", this.report));
		}
	}

	/**
	 * Starts an application, and has all classes loaded that its calls need.
	 */
	private void warmUp(PooledApplication application) {
		for (BodyClient client : BodyClient.values()) {
			client.read(application, uri("/whole"));
			client.send(application, uri("/upload"), 1, 1, Duration.ZERO);
		}
	}

	private CompletableFuture<?> ends(BodyClient client, String what, ThrowingCallable call) {
		return ClientKind.onThreadOfItsOwn(() -> {
			long start = System.nanoTime();
			Throwable failure = catchThrowable(call);
			note(client, what, start, failure);
			assertThat(failure).as(what).isNull();
			return what;
		});
	}

	private CompletableFuture<?> timesOut(BodyClient client, String what, Duration limit, ThrowingCallable call) {
		return ClientKind.onThreadOfItsOwn(() -> {
			long start = System.nanoTime();
			Throwable failure = catchThrowable(call);
			Duration elapsed = note(client, what, start, failure);
			assertThat(failure).as(what).hasStackTraceContaining(CallTimeoutException.class.getName());
			assertThat(elapsed).as(what).isBetween(limit, limit.plus(limit.dividedBy(10)).plusMillis(50));
			return what;
		});
	}

	private synchronized Duration note(BodyClient client, String what, long start, Throwable failure) {
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		this.report.add("%s: %s: %d ms%s".formatted(client, what, elapsed.toMillis(),
				(failure != null) ? ", " + CallPair.messages(failure).replace("\n", "\n    ") : ""));
		return elapsed;
	}

	private URI uri(String path) {
		return this.server.uri(path);
	}

}
