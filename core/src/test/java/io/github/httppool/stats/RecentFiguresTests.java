package io.github.httppool.stats;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.LatencySnapshot;
import io.github.httppool.LeakKind;
import io.github.httppool.RecentSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What has happened within the last minute.
 */
class RecentFiguresTests {

	private final RecentFigures figures = new RecentFigures();

	@Test
	void everythingIsCounted() {
		this.figures.acquired(millis(1), 0);
		this.figures.acquired(0, 0);
		this.figures.revoked(0);
		this.figures.notAcquired(AcquireOutcome.TIMEOUT, millis(2000), 0);
		this.figures.notAcquired(AcquireOutcome.REJECTED, 0, 0);
		this.figures.notAcquired(AcquireOutcome.REJECTED, 0, 0);
		this.figures.notAcquired(AcquireOutcome.ERROR, millis(5), 0);
		this.figures.notAcquired(AcquireOutcome.CANCELLED, millis(5), 0);
		this.figures.created(0);
		this.figures.closed(CloseReason.STOLEN, 0);
		this.figures.leaked(LeakKind.CONFIRMED, 0);
		this.figures.callTimedOut(CallPhase.WAITING, 0);
		RecentSnapshot recent = this.figures.snapshot(0);
		assertThat(recent.acquired()).isEqualTo(1);
		assertThat(recent.timeouts()).isEqualTo(1);
		assertThat(recent.rejected()).isEqualTo(2);
		assertThat(recent.failed()).isEqualTo(1);
		assertThat(recent.created()).isEqualTo(1);
		assertThat(recent.closed()).containsOnlyKeys(CloseReason.STOLEN).containsEntry(CloseReason.STOLEN, 1L);
		assertThat(recent.leaks()).isEqualTo(new RecentSnapshot.Leaks(0, 1, 0));
		assertThat(recent.callTimeouts()).containsEntry(CallPhase.WAITING, 1L)
			.containsEntry(CallPhase.DNS, 0L)
			.doesNotContainKey(CallPhase.DONE);
		assertThat(recent.acquire().count()).isEqualTo(7);
		assertThat(recent.acquire().max()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whenAMinuteHasPassedThenItIsForgotten() {
		this.figures.acquired(millis(1), 0);
		this.figures.released(millis(1), 0);
		this.figures.closed(CloseReason.ERROR, 0);
		this.figures.leaked(LeakKind.SUSPECTED, 0);
		this.figures.callTimedOut(CallPhase.TLS, 0);
		this.figures.notAcquired(AcquireOutcome.TIMEOUT, 0, 0);
		this.figures.notAcquired(AcquireOutcome.REJECTED, 0, 0);
		this.figures.notAcquired(AcquireOutcome.ERROR, 0, 0);
		this.figures.created(0);
		assertThat(this.figures.snapshot(seconds(60)).acquired()).isEqualTo(1);
		RecentSnapshot recent = this.figures.snapshot(seconds(70));
		assertThat(recent).usingRecursiveComparison().ignoringFields("callTimeouts").isEqualTo(RecentSnapshot.NONE);
		assertThat(recent.callTimeouts().values()).containsOnly(0L);
	}

	@Test
	void eventLoopsThatWereLateForATenthOfTheTimeMayExplainMuch() {
		this.figures.loopDelayed(millis(3000), 0);
		this.figures.loopDelayed(millis(2999), seconds(20));
		assertThat(this.figures.wereLoopsLate(seconds(30))).isFalse();
		this.figures.loopDelayed(millis(50), seconds(30));
		assertThat(this.figures.wereLoopsLate(seconds(30))).isTrue();
		assertThat(this.figures.wereLoopsLate(seconds(80))).isFalse();
	}

	@Test
	void percentilesAreRightToSixPercent() {
		LongStream.rangeClosed(1, 1000).forEach((i) -> this.figures.released(millis(i), seconds(i / 20)));
		LatencySnapshot lease = this.figures.snapshot(seconds(50)).lease();
		assertThat(lease.count()).isEqualTo(1000);
		assertThat(lease.p50().toMillis()).isCloseTo(500, within(30L));
		assertThat(lease.p90().toMillis()).isCloseTo(900, within(54L));
		assertThat(lease.p99().toMillis()).isCloseTo(990, within(59L));
		assertThat(lease.max()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void noPercentileIsAboveTheMaximumHoweverLong() {
		this.figures.released(TimeUnit.DAYS.toNanos(2), 0);
		this.figures.released(-1, 0);
		LatencySnapshot lease = this.figures.snapshot(0).lease();
		assertThat(lease.max()).isEqualTo(Duration.ofDays(2));
		assertThat(lease.p99()).isBetween(Duration.ofMinutes(56), Duration.ofHours(1).plusMinutes(4));
		assertThat(lease.p50()).isZero();
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	private static long seconds(long seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

}
