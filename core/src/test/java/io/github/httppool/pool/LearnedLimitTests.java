package io.github.httppool.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the closes of a server teach of how long it keeps connections.
 */
class LearnedLimitTests {

	private static final Duration MOMENT = Duration.ofNanos(LearnedLimit.MOMENT_NANOS);

	private static final Duration IN_FORCE = Duration.ofNanos(LearnedLimit.IN_FORCE_NANOS);

	private final ServerLimits limits = new ServerLimits();

	// Close to an overflow, as System.nanoTime() may be.
	private long now = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();

	// What is learned

	@Test
	void whenThreeClosesAgreeThenTheSmallestIsTheLimit() {
		closes("5.2s", "5s");
		assertThat(limit()).isNull();
		closes("5.1s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenAServerLooksOnlyOnceASecondThenItsClosesAgree() {
		closes("2.9s", "2.1s", "2.6s");
		assertThat(limit()).isEqualTo(Duration.ofMillis(2100));
	}

	@Test
	void whenACloseComesEarlierThanThoseBeforeThenTheLimitIsThat() {
		closes("20.9s", "20.4s", "20.8s", "20.1s");
		assertThat(limit()).isEqualTo(Duration.ofMillis(20_100));
	}

	@Test
	void whenOneCloseComesFarTooEarlyThenItTeachesNothing() {
		closes("5s", "400ms", "5s", "5s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenClosesDifferThenNothingIsLearned() {
		closes("1s", "3s", "9s", "27s", "400ms");
		assertThat(limit()).isNull();
	}

	@Test
	void whenConnectionsAreClosedSoonerThanAnyServerDoesOnPurposeThenNothingIsLearned() {
		closes("30ms", "35ms", "40ms", "45ms");
		assertThat(limit()).isNull();
	}

	@Test
	void whenConnectionsThatHaveServedNothingAreClosedThenNothingIsLearned() {
		for (int i = 0; i < 5; i++) {
			pass(Duration.ofSeconds(1));
			this.limits.closed(Duration.ofSeconds(5).toNanos(), 0, true, this.now);
		}
		assertThat(limit()).isNull();
	}

	// Restarts

	@Test
	void whenARestartClosesConnectionsOfAllAgesThenNothingIsLearned() {
		for (int restart = 0; restart < 5; restart++) {
			pass(Duration.ofSeconds(30));
			for (int millis = 1000; millis < 20_000; millis += 100) {
				close(Duration.ofMillis(millis), true);
			}
		}
		assertThat(limit()).isNull();
	}

	@Test
	void whenARestartClosesConnectionsThatWereUsedTogetherThenThatIsOneObservation() {
		for (int connection = 0; connection < 50; connection++) {
			close(Duration.ofMillis(3700), true);
		}
		assertThat(limit()).isNull();
	}

	@Test
	void whenARestartFollowsUponALimitThenTheLimitStays() {
		closes("5s", "5s", "5s");
		pass(Duration.ofSeconds(30));
		for (int millis = 200; millis < 4000; millis += 100) {
			close(Duration.ofMillis(millis), true);
		}
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	// What was noticed late

	@Test
	void whenClosesAreNoticedLateThenTheyTeachNoLimit() {
		for (int i = 0; i < 5; i++) {
			pass(Duration.ofSeconds(1));
			close(Duration.ofSeconds(5), false);
		}
		assertThat(limit()).isNull();
	}

	@Test
	void whenClosesAreNoticedLateButBelowTheLimitThenTheLimitIsLower() {
		closes("20s", "20s", "20s");
		for (int i = 0; i < 3; i++) {
			pass(Duration.ofSeconds(1));
			close(Duration.ofSeconds(5), false);
		}
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	// Refutation

	@Test
	void whenThreeConnectionsInARowHaveServedAfterALongerTimeThenTheLimitIsRefuted() {
		closes("5s", "5s", "5s");
		serve("8s");
		serve("9s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
		serve("7s");
		assertThat(limit()).isNull();
	}

	@Test
	void whenACloseConfirmsTheLimitInBetweenThenItStays() {
		closes("5s", "5s", "5s");
		for (int i = 0; i < 10; i++) {
			serve("8s");
			serve("8s");
			closes("5s");
		}
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenConnectionsHaveServedWithinTheToleranceThenTheLimitStays() {
		closes("5s", "5s", "5s");
		for (int i = 0; i < 10; i++) {
			serve("5.9s");
		}
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenConnectionsServeForLongerThenEarlyClosesNeverAddUp() {
		for (int i = 0; i < 10; i++) {
			closes("5s");
			serve("8s");
			serve("8s");
			serve("8s");
		}
		assertThat(limit()).isNull();
	}

	// Changes of the server

	@Test
	void whenTheLimitIsLoweredThenThreeClosesTellTheNewOne() {
		closes("60s", "60s", "60s", "5s", "5s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(60));
		closes("5s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenNoCloseHasConfirmedTheLimitForMinutesThenItIsOnTrialUntilOneDoes() {
		closes("5s", "5s", "5s");
		pass(IN_FORCE.minusNanos(1));
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
		pass(Duration.ofNanos(1));
		assertThat(limit()).isNull();
		assertThat(Duration.ofNanos(this.limits.idle().last())).isEqualTo(Duration.ofSeconds(5));
		closes("5s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenTheLimitIsRaisedThenTheNextClosesTellTheNewOne() {
		closes("1s", "1s", "1s");
		pass(IN_FORCE);
		closes("5s", "5s", "5s");
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenTheLimitIsTakenAwayThenTheConnectionsThatServeTellIt() {
		closes("1s", "1s", "1s");
		pass(IN_FORCE);
		serve("20s");
		serve("20s");
		serve("20s");
		closes("1s");
		assertThat(limit()).isNull();
	}

	@Test
	void whenAnHourHasPassedThenNothingIsRemembered() {
		closes("5s", "5s", "5s");
		assertThat(this.limits.isForgotten(this.now)).isFalse();
		pass(Duration.ofNanos(LearnedLimit.REMEMBERED_NANOS));
		assertThat(this.limits.isForgotten(this.now)).isTrue();
		closes("5s", "5s");
		assertThat(limit()).isNull();
	}

	// Several servers

	@Test
	void whenServersBehindALoadBalancerDifferThenTheLowestLimitCounts() {
		for (int i = 0; i < 4; i++) {
			closes("20s", "5s");
		}
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void whenOneOfTwoServersHasNoLimitThenThatOfTheOtherCounts() {
		for (int i = 0; i < 4; i++) {
			closes("5s");
			serve("12s");
		}
		assertThat(limit()).isEqualTo(Duration.ofSeconds(5));
	}

	// Requests

	@Test
	void whenTheServerClosesBehindTheSameNumberOfRequestsThenThatIsTheLimit() {
		closesBehind(100, 100);
		assertThat(this.limits.requests().inForce(this.now)).isEqualTo(LearnedLimit.UNKNOWN);
		closesBehind(100);
		assertThat(this.limits.requests().inForce(this.now)).isEqualTo(100);
		assertThat(limit()).isNull();
	}

	@Test
	void whenTheServerClosesBehindAnyNumberOfRequestsThenNothingIsLearned() {
		closesBehind(100, 99, 101, 7, 1);
		assertThat(this.limits.requests().last()).isEqualTo(LearnedLimit.UNKNOWN);
	}

	@Test
	void whenConnectionsServeMoreRequestsThenTheLimitIsRefuted() {
		closesBehind(100, 100, 100);
		this.limits.served(0, 100);
		for (int i = 101; i <= 103; i++) {
			assertThat(this.limits.requests().last()).isEqualTo(100);
			this.limits.served(0, i);
		}
		assertThat(this.limits.requests().last()).isEqualTo(LearnedLimit.UNKNOWN);
	}

	private void closes(String... idle) {
		for (String each : idle) {
			pass(MOMENT);
			close(Duration.parse("PT" + seconds(each) + "S"), true);
		}
	}

	private void close(Duration idle, boolean exact) {
		this.limits.closed(idle.toNanos(), 7, exact, this.now);
	}

	private void closesBehind(long... requests) {
		for (long each : requests) {
			pass(MOMENT);
			this.limits.closed(Duration.ofMillis(1).toNanos(), each, true, this.now);
		}
	}

	private void serve(String idle) {
		this.limits.served(Duration.parse("PT" + seconds(idle) + "S").toNanos(), 7);
	}

	private static String seconds(String time) {
		boolean millis = time.endsWith("ms");
		String number = time.substring(0, time.length() - (millis ? 2 : 1));
		return millis ? String.valueOf(Integer.parseInt(number) / 1000.0) : number;
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private Duration limit() {
		long nanos = this.limits.idle().inForce(this.now);
		return (nanos != LearnedLimit.UNKNOWN) ? Duration.ofNanos(nanos) : null;
	}

}
