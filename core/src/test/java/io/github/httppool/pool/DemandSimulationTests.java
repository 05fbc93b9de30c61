package io.github.httppool.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

import io.github.httppool.AdviceConfidence;
import io.github.httppool.AdviceFinding;
import io.github.httppool.CloseReason;
import io.github.httppool.FindingKind;
import io.github.httppool.PoolAdvice;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.advice.Advisor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls come to a pool for minutes of its time, and the advice is followed: 200 calls a
 * second, each of which takes the server 50 ms.
 */
class DemandSimulationTests {

	private static final String HOST = "orders";

	private static final Duration BETWEEN_CALLS = Duration.ofMillis(5);

	private static final Duration CALL = Duration.ofMillis(50);

	private static final Duration MINUTES = Duration.ofMinutes(5);

	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(30);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// Those that wait or have a connection.
	private final Deque<TestWaiter> calls = new ArrayDeque<>();

	@Test
	void whenThereIsAmpleRoomThenTheAdviceIsLittlesLawAndFollowingItNobodyWaits() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(200));
		run(pool, MINUTES);
		PoolAdvice advice = advice(pool);
		assertThat(advice.maxConnections()).isBetween(10, 15);
		assertThat(advice.confidence()).isEqualTo(AdviceConfidence.HIGH);
		assertThat(advice.reason()).isEqualTo("peak 200 calls/s x 50 ms = 10 at p99, + 15 % = 12; limit 200");
		assertThat(kinds(advice)).containsExactly(FindingKind.POOL_TOO_LARGE);

		pool.resize(advice.maxConnections());
		run(pool, Duration.ofSeconds(70));
		RecentSnapshot recent = pool.engine().recentPast().snapshot(pool.now());
		assertThat(recent.acquired()).isGreaterThanOrEqualTo(12_000);
		assertThat(recent.acquire().p99()).isLessThan(Duration.ofMillis(1));
		assertThat(recent.timeouts() + recent.rejected()).isZero();
		assertThat(advice(pool).findings()).isEmpty();
	}

	@Test
	void whenThereIsHalfTheRoomThenCallersWaitAndTheAdviceSaysSo() {
		TestPool pool = this.rig
			.pool(TestSettings.maxConnections(5).maxPending(1000).acquireTimeout(Duration.ofSeconds(2)));
		run(pool, Duration.ofSeconds(30));
		PoolAdvice advice = advice(pool);
		assertThat(pool.snapshot().pending()).isPositive();
		assertThat(pool.engine().recentPast().snapshot(pool.now()).timeouts()).isPositive();
		assertThat(advice.maxConnections()).isBetween(10, 15);
		assertThat(kinds(advice)).containsExactly(FindingKind.POOL_TOO_SMALL);
		assertThat(text(advice, FindingKind.POOL_TOO_SMALL)).startsWith("orders:80: ")
			.endsWith(" have waited, as all of 5 connections were in use; %d would be enough"
				.formatted(advice.maxConnections()));
	}

	/**
	 * Ten callers, each of which calls again once it was answered, have five connections.
	 */
	@Test
	void whenCallersWaitForTheirTurnThenTheAdviceKnowsThatTheyWouldUseMore() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		List<TestWaiter> callers = new ArrayList<>(pool.lease(10, HOST));
		for (int round = 0; round < 400; round++) {
			this.rig.pass(CALL);
			List<TestWaiter> served = callers.stream().filter(TestWaiter::isServed).toList();
			callers.removeAll(served);
			served.forEach((caller) -> {
				caller.release();
				callers.add(pool.acquire(HOST));
			});
		}
		PoolAdvice advice = advice(pool);
		assertThat(advice.maxConnections()).isBetween(10, 15);
		assertThat(advice.confidence()).isEqualTo(AdviceConfidence.LOW);
		assertThat(advice.reason()).startsWith("callers wait for their turn before they call again: they use ");
		assertThat(kinds(advice)).containsExactly(FindingKind.POOL_TOO_SMALL);
	}

	@Test
	void whenLeaksHoldTheConnectionsThenTheLimitIsNotToBlame() {
		TestPool pool = this.rig
			.pool(TestSettings.maxConnections(20).maxPending(1000).acquireTimeout(Duration.ofSeconds(2)));
		pool.lease(18, HOST)
			.forEach((lease) -> lease.connection()
				.leaveUnread("GET /orders/{id}", "com.acme.OrderClient.find(OrderClient.java:42)"));
		this.rig.pass(Duration.ofSeconds(70));
		run(pool, Duration.ofSeconds(30));
		PoolAdvice advice = advice(pool);
		assertThat(pool.snapshot().pending()).isPositive();
		assertThat(kinds(advice)).containsExactly(FindingKind.LEAK);
		assertThat(text(advice, FindingKind.LEAK)).isEqualTo("orders:80: 18 of 20 connections in use carry responses"
				+ " that were never closed, most from com.acme.OrderClient.find(OrderClient.java:42);"
				+ " close each one, or read it to its end");
		assertThat(advice.maxConnections()).isBetween(10, 15);
		assertThat(advice.confidence()).isEqualTo(AdviceConfidence.LOW);
	}

	@Test
	void whenAHostIsUnusedForAMomentThenItsCallsAreRememberedAndCountedOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(20));
		for (int i = 0; i < 100; i++) {
			TestWaiter lease = pool.lease(HOST);
			this.rig.pass(Duration.ofMillis(200));
			lease.breakOff(CloseReason.NOT_PERSISTENT);
			assertThat(pool.snapshot().hosts()).isEmpty();
		}
		PoolAdvice advice = advice(pool);
		assertThat(advice.maxConnections()).isEqualTo(2);
		assertThat(kinds(advice)).containsExactly(FindingKind.CHURN);
		assertThat(text(advice, FindingKind.CHURN)).isEqualTo("orders:80: connections live for 1 call; 100 of 100 were"
				+ " closed as NOT_PERSISTENT: the request or the response says Connection: close");
	}

	/**
	 * Has calls come at equal distances. The server answers each 50 ms after it was sent.
	 */
	private void run(TestPool pool, Duration time) {
		for (long i = 0; i < time.dividedBy(BETWEEN_CALLS); i++) {
			this.calls.addLast(pool.acquire(HOST));
			this.rig.network().answerAll();
			this.rig.pass(BETWEEN_CALLS);
			this.calls.removeIf((made) -> isOver(pool, made));
		}
	}

	private static boolean isOver(TestPool pool, TestWaiter call) {
		if (call.isWaiting()) {
			return false;
		}
		if (!call.isServed()) {
			return true;
		}
		boolean over = pool.now() - call.lease().since() >= CALL.toNanos();
		if (over) {
			call.release();
		}
		return over;
	}

	private PoolAdvice advice(TestPool pool) {
		return Advisor.advise(pool.engine().recentPast().hosts(pool.now()), MAX_IDLE_TIME);
	}

	private static List<FindingKind> kinds(PoolAdvice advice) {
		return advice.findings().stream().map(AdviceFinding::kind).toList();
	}

	private static String text(PoolAdvice advice, FindingKind kind) {
		return advice.findings()
			.stream()
			.filter((finding) -> finding.kind() == kind)
			.map(AdviceFinding::text)
			.collect(Collectors.joining());
	}

}
