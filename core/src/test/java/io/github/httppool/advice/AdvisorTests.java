package io.github.httppool.advice;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.AdviceConfidence;
import io.github.httppool.AdviceFinding;
import io.github.httppool.CloseReason;
import io.github.httppool.FindingKind;
import io.github.httppool.PoolAdvice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * How large a pool should be, and what else stands out.
 */
class AdvisorTests {

	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(30);

	private static final String CALL_SITE = "com.acme.OrderClient.find(OrderClient.java:42)";

	// The number

	@Test
	void whenAllIsWellThenThereIsANumberAndNothingStandsOut() {
		PoolAdvice advice = advise(new TestFigures());
		assertThat(advice.maxConnections()).isEqualTo(12);
		assertThat(advice.reason()).isEqualTo("peak 200 calls/s x 50 ms = 10 at p99, + 15 % = 12; limit 20");
		assertThat(advice.window()).isEqualTo(Duration.ofMinutes(5));
		assertThat(advice.confidence()).isEqualTo(AdviceConfidence.HIGH);
		assertThat(advice.findings()).isEmpty();
	}

	@Test
	void whenThereAreSeveralHostsThenTheOneCountsThatNeedsMost() {
		PoolAdvice advice = advise(new TestFigures().name("stock:80").needed(3), new TestFigures(),
				new TestFigures().name("rare:80").needed(100).calls(20, Duration.ofMinutes(5)));
		assertThat(advice.maxConnections()).isEqualTo(12);
		assertThat(advice.reason()).startsWith("orders:80: peak 200 calls/s");
	}

	@Test
	void whenCallsKeepConnectionsThenTheseAreAddedAsTheyAre() {
		PoolAdvice advice = advise(new TestFigures().kept(3, 4));
		assertThat(advice.maxConnections()).isEqualTo(19);
		assertThat(advice.reason()).isEqualTo("peak 200 calls/s x 50 ms = 10 at p99, + 15 %, + 3 long-lived,"
				+ " + 4 that last for longer than 30 s = 19; limit 20");
	}

	@Test
	void whenTooFewCallsHaveComeThenThereIsNoNumber() {
		assertThat(advise(new TestFigures().calls(49, Duration.ofMinutes(5)))).isEqualTo(PoolAdvice.NONE);
		assertThat(advise(new TestFigures().calls(1000, Duration.ofSeconds(9)))).isEqualTo(PoolAdvice.NONE);
		assertThat(advise()).isEqualTo(PoolAdvice.NONE);
		assertThat(PoolAdvice.NONE.isEmpty()).isTrue();
	}

	static Stream<Arguments> confidences() {
		Duration minutes = Duration.ofMinutes(4);
		return Stream.of(arguments(AdviceConfidence.HIGH, new TestFigures().calls(1000, minutes)),
				arguments(AdviceConfidence.MEDIUM, new TestFigures().calls(999, minutes)),
				arguments(AdviceConfidence.MEDIUM, new TestFigures().calls(5000, Duration.ofMinutes(1))),
				arguments(AdviceConfidence.LOW, new TestFigures().calls(5000, Duration.ofSeconds(59))),
				arguments(AdviceConfidence.LOW, new TestFigures().calls(199, minutes)),
				arguments(AdviceConfidence.LOW, new TestFigures().recentLeases(100, 400)),
				arguments(AdviceConfidence.LOW, new TestFigures().leaked(5, null)),
				arguments(AdviceConfidence.LOW, new TestFigures().heldBack(10_000, 15)));
	}

	@ParameterizedTest
	@MethodSource("confidences")
	void confidenceIsThatOfTheEvidence(AdviceConfidence confidence, TestFigures figures) {
		assertThat(advise(figures).confidence()).isEqualTo(confidence);
	}

	// What stands out

	static Stream<Arguments> findings() {
		return Stream.of(
				arguments(new TestFigures().leaked(3, CALL_SITE), FindingKind.LEAK,
						"3 of 10 connections in use carry responses that were never closed, most from " + CALL_SITE
								+ "; close each one, or read it to its end"),
				arguments(new TestFigures().connectFailures(5), FindingKind.CONNECT_FAILING,
						"the last 5 attempts to connect have failed: Connection refused"),
				arguments(new TestFigures().recentLeases(100, 405), FindingKind.SLOW_UPSTREAM,
						"calls have a connection for 405 ms, 8.1 times as long as usual (50 ms);"
								+ " more connections would only send the host more calls"),
				arguments(new TestFigures().use(5, 5).waited(30_000).cutOff(30, 50), FindingKind.SLOW_UPSTREAM,
						"30 of 50 calls that had a connection ran into a time limit;"
								+ " more connections would only send the host more calls"),
				arguments(new TestFigures().use(5, 5).waited(30_000), FindingKind.POOL_TOO_SMALL,
						"30000 of 60000 calls have waited, as all of 5 connections were in use; 12 would be enough"),
				arguments(new TestFigures().use(5, 5).needed(5).heldBack(30_000, 10).waited(30_000),
						FindingKind.POOL_TOO_SMALL,
						"30000 of 60000 calls have waited, as all of 5 connections were in use; 12 would be enough"),
				arguments(new TestFigures().idleCloses(4, 1, Duration.ofSeconds(5)), FindingKind.IDLE_LIMIT,
						"the server has closed 4 idle connections, as it keeps them for 5 s;"
								+ " pool.max-idle-time (30 s) must be below the server's limit"),
				arguments(new TestFigures().idleCloses(9, 3, null), FindingKind.IDLE_LIMIT,
						"the server has closed 9 idle connections;"
								+ " pool.max-idle-time (30 s) must be below the server's limit"),
				arguments(new TestFigures().idleCloses(41, 1, null), FindingKind.IDLE_LIMIT,
						"the server has closed 41 idle connections;"
								+ " pool.max-idle-time (30 s) must be below the server's limit"),
				arguments(
						new TestFigures().wornOut(CloseReason.NOT_PERSISTENT, 45, 48)
							.wornOut(CloseReason.TIMEOUT, 5, 7),
						FindingKind.CHURN,
						"connections live for 1.1 calls; 45 of 50 were closed as NOT_PERSISTENT:"
								+ " the request or the response says Connection: close"),
				arguments(new TestFigures().configurations(3, "TLS", "connect timeout"), FindingKind.FRAGMENTED,
						"its connections are configured in 3 ways, and one can only serve calls of the same;"
								+ " clients differ in TLS, connect timeout"),
				arguments(new TestFigures().configurations(2), FindingKind.FRAGMENTED,
						"its connections are configured in 2 ways, and one can only serve calls of the same;"
								+ " clients differ in something that a customizer has set"),
				arguments(new TestFigures().use(2, 120), FindingKind.POOL_TOO_LARGE,
						"no call has waited, and at most 2 of 120 connections were in use at once;"
								+ " a limit of 12 would protect the host from a burst"));
	}

	@ParameterizedTest
	@MethodSource("findings")
	void whatStandsOutIsToldWithItsEvidence(TestFigures figures, FindingKind kind, String text) {
		assertThat(advise(figures).findings()).containsExactly(new AdviceFinding(kind, "orders:80: " + text));
	}

	static Stream<TestFigures> nothing() {
		return Stream.of(
				// A single failure may be an accident.
				new TestFigures().connectFailures(1),
				// Not three times as long, or only on a fast host's scale, or too few.
				new TestFigures().recentLeases(100, 149), new TestFigures().recentLeases(19, 405),
				// What has lasted for half of the time is usual.
				new TestFigures().recentLeases(1000, 405).usualLeases(1500),
				// The application leaves most responses unread, for now.
				new TestFigures().recentLeases(100, 405).unread(6),
				// This side was late.
				new TestFigures().recentLeases(100, 405).lateEventLoops(),
				// Less than half, or too few; or this side was late.
				new TestFigures().cutOff(30, 61), new TestFigures().cutOff(19, 19),
				new TestFigures().cutOff(30, 50).lateEventLoops(),
				// Few have waited, or the limit is no less than what is needed.
				new TestFigures().use(5, 5).waited(600), new TestFigures().use(5, 12).waited(30_000),
				// Once learned, the limit is kept.
				new TestFigures().idleCloses(2, 2, Duration.ofSeconds(5)),
				// The pool closes them first.
				new TestFigures().idleCloses(9, 3, Duration.ofSeconds(60)),
				// A restart of the server.
				new TestFigures().idleCloses(40, 1, null),
				// Few, or not after one call each.
				new TestFigures().wornOut(CloseReason.NOT_PERSISTENT, 9, 9),
				new TestFigures().wornOut(CloseReason.NOT_PERSISTENT, 50, 100),
				// Not by far, or callers wait, or too little is known.
				new TestFigures().use(2, 119), new TestFigures().use(2, 200).waited(1),
				new TestFigures().use(2, 200).calls(999, Duration.ofMinutes(5)));
	}

	@ParameterizedTest
	@MethodSource("nothing")
	void withoutEnoughEvidenceNobodyIsBlamed(TestFigures figures) {
		assertThat(advise(figures).findings()).isEmpty();
	}

	@Test
	void whenLeaksHoldTheConnectionsThenTheLimitIsNotToBlame() {
		assertThat(kinds(advise(new TestFigures().use(5, 5).waited(30_000).leaked(3, CALL_SITE))))
			.containsExactly(FindingKind.LEAK);
	}

	@Test
	void whenCallsAreCutOffThenWhatTheyNeedIsNotKnown() {
		assertThat(advise(new TestFigures().use(5, 5).waited(30_000).cutOff(30, 50)).maxConnections()).isNull();
	}

	@Test
	void whenTheHostIsSlowThenTheLimitIsNotToBlame() {
		PoolAdvice advice = advise(new TestFigures().use(5, 5).needed(80).waited(30_000).recentLeases(100, 400));
		assertThat(kinds(advice)).containsExactly(FindingKind.SLOW_UPSTREAM);
		assertThat(advice.reason()).endsWith("; limit 5; measured while the host is slower than usual");
	}

	@Test
	void whenManyHostsStandOutThenTheListIsBoundedAndTheWorstIsFirst() {
		TestFigures[] hosts = IntStream.range(0, 30)
			.mapToObj((i) -> new TestFigures().name("host-" + i).configurations(2))
			.toArray(TestFigures[]::new);
		hosts[29].leaked(1, null);
		PoolAdvice advice = advise(hosts);
		assertThat(advice.findings()).hasSize(20);
		assertThat(advice.findings().get(0).kind()).isEqualTo(FindingKind.LEAK);
	}

	// Words

	@Test
	void timesNumbersAndPlacesAreShort() {
		assertThat(InWords.time(400_000)).isEqualTo("0.4 ms");
		assertThat(InWords.time(52_000_000)).isEqualTo("52 ms");
		assertThat(InWords.time(1_900_000_000.0)).isEqualTo("1.9 s");
		assertThat(InWords.number(8.04)).isEqualTo("8");
		assertThat(InWords.number(203.4)).isEqualTo("203");
		assertThat(InWords.callSite(CALL_SITE)).isEqualTo("OrderClient.find:42");
		assertThat(InWords.callSite("Main.main(Main.java:7)")).isEqualTo("Main.main:7");
		assertThat(InWords.callSite("com.acme.Orders.find")).isEqualTo("com.acme.Orders.find");
		assertThat(InWords.callSite("GET /orders/{id}")).isEqualTo("GET /orders/{id}");
	}

	private static PoolAdvice advise(TestFigures... figures) {
		return Advisor.advise(Stream.of(figures).map(TestFigures::build).toList(), MAX_IDLE_TIME);
	}

	private static List<FindingKind> kinds(PoolAdvice advice) {
		return advice.findings().stream().map(AdviceFinding::kind).toList();
	}

}
