package io.github.httppool.events;

import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.httppool.CallFlag;
import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.EventsSnapshot;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import io.github.httppool.events.EndedCall.UsedConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the flight recorder keeps, and what it lets go.
 */
class EventRecorderTests {

	private static final Instant BEGIN = Instant.parse("2026-11-30T01:02:03Z");

	private long now;

	private final EventRecorder recorder = recorder(512);

	private final PoolEventWriter writer = new PoolEventWriter(this.recorder);

	private final PoolRecorder payment = this.recorder.of("payment");

	private EventRecorder recorder(int size) {
		return new EventRecorder(size, new TestClock(), () -> this.now);
	}

	@Test
	void aCallThatWentWrongIsKeptWithWhatExplainsIt() {
		this.payment.wrongCall(wrong("api.example:443", CallFlag.RESET));
		PoolEvent event = events().get(0);
		assertThat(event.at()).isEqualTo(BEGIN);
		assertThat(event.kind()).isEqualTo(PoolEventKind.CALL);
		assertThat(event.flag()).isEqualTo(CallFlag.RESET);
		assertThat(event.host()).isEqualTo("api.example:443");
		assertThat(event.connectionId()).isEqualTo(7);
		assertThat(event.request()).isEqualTo("GET /orders/{id}");
		assertThat(event.callSite()).isEqualTo("com.acme.OrderClient.find(OrderClient.java:42)");
		assertThat(event.took()).isEqualTo(Duration.ofMillis(5));
		assertThat(event.phases()).containsExactly(Map.entry(CallPhase.QUEUED, Duration.ofMillis(2)),
				Map.entry(CallPhase.WAITING, Duration.ofMillis(3)));
		assertThat(event.text()).isEqualTo("the call failed after 2 attempts: Connection refused");
	}

	@Test
	void aCallWithoutAConnectionIsOfAKindOfItsOwn() {
		this.payment.wrongCall(new EndedCall("api.example:443", "GET", "/", null, CallOutcome.CANCELLED,
				CallFlag.CANCELLED, 0, 1, Map.of(), null, null));
		assertThat(events()).singleElement().satisfies((event) -> {
			assertThat(event.kind()).isEqualTo(PoolEventKind.NOT_ACQUIRED);
			assertThat(event.text()).isEqualTo("the call was cancelled while it waited for a connection");
		});
	}

	@Test
	void aFloodOfOrdinaryCallsLeavesWhatWentWrong() {
		this.payment.wrongCall(wrong("api.example:443", CallFlag.TIMEOUT));
		for (int i = 0; i < 100_000; i++) {
			this.now += TimeUnit.MILLISECONDS.toNanos(10);
			if (this.payment.takesOrdinaryCall(this.now)) {
				this.payment.ordinaryCall(ordinary());
			}
		}
		EventsSnapshot snapshot = this.payment.snapshot();
		assertThat(snapshot.events()).hasSize(257).filteredOn((event) -> event.flag() == CallFlag.TIMEOUT).hasSize(1);
		assertThat(snapshot.omitted()).isEqualTo(100_000 - 1009);
		assertThat(snapshot.events()).isSortedAccordingTo((one, other) -> other.at().compareTo(one.at()));
	}

	@Test
	void aDeadHostLeavesTheEventsOfOthers() {
		for (int host = 0; host < 50; host++) {
			this.payment.wrongCall(wrong("host" + host + ":80", CallFlag.RESET));
		}
		for (int i = 0; i < 100_000; i++) {
			this.now += TimeUnit.SECONDS.toNanos(1);
			this.writer.creationFailed(
					new HttpPoolListener.CreationFailed("payment", "dead:80", new ConnectException("refused"), 1000));
		}
		assertThat(events()).extracting(PoolEvent::host).contains("host0:80", "host49:80").hasSize(256);
		PoolEvent newest = events().get(0);
		assertThat(newest.host()).isEqualTo("dead:80");
		assertThat(newest.kind()).isEqualTo(PoolEventKind.DIAL_FAILED);
	}

	@Test
	void manyOfTheSameAreCounted() {
		for (int i = 0; i < 1000; i++) {
			this.now += TimeUnit.MICROSECONDS.toNanos(500);
			this.payment.wrongCall(wrong("api.example:443", CallFlag.QUEUE));
		}
		assertThat(events()).hasSize(4);
		PoolEvent newest = events().get(0);
		assertThat(newest.more()).isEqualTo(996);
		assertThat(newest.lastAt()).isEqualTo(BEGIN.plusMillis(500));
		assertThat(newest.text()).doesNotContain("more");
	}

	@Test
	void thousandsOfDeadHostsTakeNoMoreRoom() {
		for (int host = 0; host < 10_000; host++) {
			this.payment.wrongCall(wrong("host" + host + ":80", CallFlag.DIAL));
		}
		assertThat(events()).hasSize(256)
			.extracting(PoolEvent::host)
			.contains("host9999:80")
			.doesNotContain("host0:80");
	}

	@Test
	void poolsAreKeptApart() {
		this.payment.wrongCall(wrong("api.example:443", CallFlag.RESET));
		assertThat(this.recorder.of("default").snapshot()).isEqualTo(EventsSnapshot.NONE);
		assertThat(this.recorder.of("payment")).isSameAs(this.payment);
	}

	@Test
	void withoutSizeNothingIsKept() {
		EventRecorder off = recorder(0);
		assertThat(off.isOn()).isFalse();
		assertThat(off.of("payment").takesOrdinaryCall(0)).isFalse();
		assertThat(off.of("payment").snapshot()).isEqualTo(EventsSnapshot.NONE);
	}

	@Test
	void oneEventIsTheLeastThatCanBeKept() {
		PoolRecorder pool = recorder(1).of("payment");
		pool.wrongCall(wrong("first:80", CallFlag.RESET));
		pool.wrongCall(wrong("second:80", CallFlag.RESET));
		assertThat(pool.snapshot().events()).extracting(PoolEvent::host).containsExactly("second:80");
	}

	@Test
	void textsAreCutAndSecretsMasked() {
		String hostile = "x\r\n\u202e".repeat(10_000);
		this.payment.wrongCall(new EndedCall(hostile, "GET", hostile, hostile, CallOutcome.FAILED, CallFlag.CLIENT, 0,
				1, Map.of(), null, new IllegalStateException("https://me:secret@api.example/?token=abc " + hostile)));
		PoolEvent event = events().get(0);
		assertThat(event.host()).hasSizeLessThanOrEqualTo(200).doesNotContain("\n", "\u202e");
		assertThat(event.request()).hasSizeLessThanOrEqualTo(200).doesNotContain("\n");
		assertThat(event.callSite()).hasSizeLessThanOrEqualTo(400).doesNotContain("\n");
		assertThat(event.text()).hasSizeLessThanOrEqualTo(500)
			.doesNotContain("\n", "secret", "abc")
			.startsWith("the call failed: https://***@api.example/?token=*** x\\r\\n\\u202E");
	}

	@Test
	void closesByTheServerAreKeptAndOrdinaryOnesSampled() {
		for (int i = 0; i < 100; i++) {
			close(CloseReason.MAX_LIFETIME);
		}
		close(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		assertThat(events()).hasSize(11).extracting(PoolEvent::flag).containsOnlyOnce(CallFlag.RESET);
		assertThat(events()).extracting(PoolEvent::text)
			.contains("connection 7 was closed: SERVER_CLOSED_BEFORE_RESPONSE, after 61.0 s and 12 calls");
		assertThat(this.payment.snapshot().omitted()).isEqualTo(90);
	}

	private void close(CloseReason reason) {
		this.writer.closed(new HttpPoolListener.Closed("payment", "api.example:443", 7, reason, 61_000_000_000L, 12));
	}

	@Test
	void aSuspicionIsNoLeak() {
		HttpPoolListener.Leak leak = new HttpPoolListener.Leak("payment", "api.example:443", 7, "GET /",
				"A.b(A.java:1)", 61_000_000_000L);
		this.writer.leakSuspected(leak);
		assertThat(events()).extracting(PoolEvent::flag).containsExactly((CallFlag) null);
		this.writer.leakConfirmed(leak);
		assertThat(events()).extracting(PoolEvent::flag).contains(CallFlag.LEAKED);
		assertThat(events()).extracting(PoolEvent::callSite).containsOnly("A.b(A.java:1)");
	}

	@Test
	void manyThreadsRecordAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> tasks = IntStream.range(0, 4).mapToObj(this::recording).toList();
			for (Future<Void> task : threads.invokeAll(tasks, 30, TimeUnit.SECONDS)) {
				task.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(events()).hasSize(256);
	}

	private Callable<Void> recording(int thread) {
		return () -> {
			for (int i = 0; i < 5000; i++) {
				this.payment.wrongCall(wrong("host" + (thread * 5000 + i) % 300 + ":80", CallFlag.RESET));
			}
			return null;
		};
	}

	private List<PoolEvent> events() {
		return this.payment.snapshot().events();
	}

	private static EndedCall wrong(String host, CallFlag flag) {
		return new EndedCall(host, "GET", "/orders/{id}", "com.acme.OrderClient.find(OrderClient.java:42)",
				CallOutcome.FAILED, flag, 0, 2,
				Map.of(CallPhase.WAITING, Duration.ofMillis(3), CallPhase.QUEUED, Duration.ofMillis(2)),
				new UsedConnection(7, 61_203_000_000L, 12, 0, 532), new ConnectException("Connection refused"));
	}

	private static EndedCall ordinary() {
		return new EndedCall("api.example:443", "GET", "/", null, CallOutcome.COMPLETED, CallFlag.OK, 200, 1, Map.of(),
				new UsedConnection(7, 0, 1, 0, 0), null);
	}

	private final class TestClock extends Clock {

		@Override
		public ZoneOffset getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(java.time.ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return BEGIN.plusNanos(EventRecorderTests.this.now);
		}

	}

}
