package io.github.httppool.advice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.httppool.CallPhase;
import io.github.httppool.ConnectFailures;
import io.github.httppool.HostSnapshot;
import io.github.httppool.LatencySnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import io.github.httppool.PoolSummary;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.SummaryLevel;
import io.github.httppool.stats.HostFigures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * How a pool is, in one line: the rules of the reference as a table.
 */
class SummariesTests {

	private static final String CALL_SITE = "com.acme.OrderClient.find(OrderClient.java:42)";

	static Stream<Arguments> rules() {
		return Stream.of(
				// Healthy
				arguments(SummaryLevel.OK, "3 of 20 in use", new Case().use(3, 0).acquired(7)),
				arguments(SummaryLevel.OK, "0 of 20 in use", new Case().use(0, 0).acquired(7)),
				arguments(SummaryLevel.OK, "0 of 20 in use", new Case().acquired(7)),
				arguments(SummaryLevel.OK, "5 of 20 in use at b:80", new Case().use(3, 0).use(5, 0).acquired(7)),
				// Unused
				arguments(SummaryLevel.UNUSED, "no calls within the last minute", new Case()),
				arguments(SummaryLevel.UNUSED, "no calls within the last minute, 2 idle", new Case().idle(2)),
				arguments(SummaryLevel.UNUSED, "closed", new Case().use(3, 0).timeouts(9).state(PoolState.CLOSED)),
				// Busy
				arguments(SummaryLevel.BUSY, "16 of 20 in use", new Case().use(16, 0).acquired(7)),
				arguments(SummaryLevel.OK, "15 of 20 in use", new Case().use(15, 0).acquired(7)),
				arguments(SummaryLevel.BUSY, "2 of 20 in use, 4 waiting", new Case().use(2, 4).acquired(7)),
				// Warnings
				arguments(SummaryLevel.WARNING, "20 of 20 in use, 14 waiting", new Case().use(20, 14).acquired(7)),
				arguments(SummaryLevel.WARNING, "3 of 20 in use, 2 leaked at OrderClient.find:42",
						new Case().use(3, 0).acquired(7).leaked(2, CALL_SITE)),
				arguments(SummaryLevel.WARNING, "3 of 20 in use, 1 leak found within the last minute",
						new Case().use(3, 0).acquired(7).leaks(0, 1, 1)),
				arguments(SummaryLevel.WARNING, "3 of 20 in use, 4 leaks suspected within the last minute",
						new Case().use(3, 0).acquired(7).leaks(4, 0, 0)),
				arguments(SummaryLevel.WARNING,
						"3 of 20 in use, 6 attempts timed out within the last minute waiting for the response",
						new Case().use(3, 0).acquired(7).timedOut(CallPhase.WAITING, 6)),
				arguments(SummaryLevel.WARNING, "0 of 20 in use, a:80 cannot be reached", new Case().unreachable()),
				arguments(SummaryLevel.WARNING, "0 of 20 in use at a:80, 2 hosts cannot be reached",
						new Case().unreachable().unreachable()),
				arguments(SummaryLevel.WARNING, "draining, takes no new calls; 3 of 20 in use",
						new Case().use(3, 0).rejected(5).state(PoolState.DRAINING)),
				arguments(SummaryLevel.WARNING, "drained, takes no new calls",
						new Case().rejected(5).state(PoolState.DRAINED)),
				arguments(SummaryLevel.WARNING, "3 of 20 in use, 1 attempt without a connection within the last minute",
						new Case().use(3, 0).acquired(10_000).failed(1)),
				// Long-lived calls that wait for each other need no connection.
				arguments(SummaryLevel.BUSY, "20 of 20 in use, 1 waiting",
						new Case().useWithHeldStreams(20, 1).acquired(7)),
				// Critical
				arguments(SummaryLevel.CRITICAL,
						"3 of 20 in use, 100 attempts without a connection within the last minute",
						new Case().use(3, 0).acquired(1_000_000).timeouts(100)),
				arguments(SummaryLevel.CRITICAL, "20 of 20 in use, 14 waiting, 18 leaked at OrderClient.find:42",
						new Case().use(20, 14).leaked(18, CALL_SITE)),
				arguments(SummaryLevel.CRITICAL, "10 of 20 in use, 10 leaked",
						new Case().use(10, 0).acquired(7).leaked(10, null)),
				arguments(SummaryLevel.CRITICAL,
						"20 of 20 in use, 14 waiting, 12 attempts without a connection within the last minute",
						new Case().use(20, 14).acquired(7).timeouts(7).rejected(5)),
				arguments(SummaryLevel.CRITICAL,
						"0 of 20 in use, a:80 cannot be reached, 1 attempt without a connection within the last minute",
						new Case().unreachable().failed(1)),
				// A caller without a connection is not counted as one that timed out,
				// too.
				arguments(SummaryLevel.CRITICAL,
						"3 of 20 in use, 6 attempts without a connection within the last minute",
						new Case().use(3, 0).acquired(7).timeouts(6).timedOut(CallPhase.QUEUED, 6)));
	}

	@ParameterizedTest
	@MethodSource("rules")
	void eachStateHasItsLevelAndItsWords(SummaryLevel level, String text, Case pool) {
		assertThat(pool.summary()).isEqualTo(new PoolSummary(level, text));
	}

	/**
	 * A pool, of which nothing is known unless it is told. Its hosts are a, b and so on.
	 */
	static final class Case {

		private static final int MAX = 20;

		private final List<HostSnapshot> hosts = new ArrayList<>();

		private final List<HostFigures> figures = new ArrayList<>();

		private PoolState state = PoolState.RUNNING;

		private int idle;

		private long acquired;

		private long timeouts;

		private long rejected;

		private long failed;

		private RecentSnapshot.Leaks leaks = new RecentSnapshot.Leaks(0, 0, 0);

		private Map<CallPhase, Long> timedOut = Map.of();

		Case use(int active, int pending) {
			return host(active, pending, 0, null);
		}

		Case useWithHeldStreams(int active, int held) {
			return host(active, held, held, null);
		}

		Case unreachable() {
			return host(0, 0, 0, new ConnectFailures(3, "Connection refused"));
		}

		private Case host(int active, int pending, int held, @Nullable ConnectFailures failures) {
			String name = (char) ('a' + this.hosts.size()) + ":80";
			this.hosts.add(new HostSnapshot(name, active, 0, 0, pending, MAX, failures));
			this.figures.add(new TestFigures().use(active, MAX).pending(pending).held(held).build());
			return this;
		}

		Case idle(int connections) {
			this.idle = connections;
			return this;
		}

		Case state(PoolState now) {
			this.state = now;
			return this;
		}

		Case acquired(long count) {
			this.acquired = count;
			return this;
		}

		Case timeouts(long count) {
			this.timeouts = count;
			return this;
		}

		Case rejected(long count) {
			this.rejected = count;
			return this;
		}

		Case failed(long count) {
			this.failed = count;
			return this;
		}

		Case leaked(int count, @Nullable String callSite) {
			this.figures.add(new TestFigures().use(count, MAX).leaked(count, callSite).build());
			return this;
		}

		Case leaks(long suspected, long confirmed, long reclaimed) {
			this.leaks = new RecentSnapshot.Leaks(suspected, confirmed, reclaimed);
			return this;
		}

		Case timedOut(CallPhase phase, long count) {
			this.timedOut = Map.of(phase, count);
			return this;
		}

		PoolSummary summary() {
			int active = this.hosts.stream().mapToInt(HostSnapshot::active).sum();
			int pending = this.hosts.stream().mapToInt(HostSnapshot::pending).sum();
			PoolSnapshot pool = new PoolSnapshot("payment", active, this.idle, 0, pending, MAX, 0, 0, 0, 0, 0, 0, 0,
					Map.of(), this.hosts, 0, this.state, 0);
			RecentSnapshot recent = new RecentSnapshot(Duration.ofMinutes(1), this.acquired, 0, this.timeouts,
					this.rejected, this.failed, Map.of(), this.leaks, LatencySnapshot.NONE, LatencySnapshot.NONE,
					this.timedOut);
			return Summaries.of(pool, recent, this.figures);
		}

		@Override
		public String toString() {
			return "%s, %s".formatted(this.state, this.hosts);
		}

	}

}
