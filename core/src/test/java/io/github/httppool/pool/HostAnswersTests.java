package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection on which calls fail while they go well on others.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostAnswersTests {

	private static final String HOST = "orders";

	private static final int ENOUGH = HostAnswers.MIN_IN_A_ROW;

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final TestPool pool = this.rig.pool(TestSettings.maxConnections(50));

	@ParameterizedTest
	@ValueSource(ints = { 421, 500, 502, 503, 504 })
	void whenAnswersOnOneConnectionAreBadAndThoseOnOthersGoodThenItIsClosed(int status) {
		this.pool.warmUp(3, HOST);
		rounds(ENOUGH - 1, status, 200, 200);
		assertThat(this.pool).hasIdle(3);
		rounds(1, status, 200, 200);
		assertThat(this.pool).hasIdle(2).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenTheBadOneOfTwoAlwaysAnswersFirstThenItIsClosedAsWell() {
		this.pool.warmUp(2, HOST);
		rounds(ENOUGH, 503, 200);
		assertThat(this.pool).hasIdle(1).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenItIsClosedThenTheLogSaysWhy(CapturedOutput output) {
		this.pool.warmUp(3, HOST);
		rounds(ENOUGH, 503, 200, 200);
		assertThat(output)
			.contains("connection 1 to orders:80 of pool 'pool-0' is closed, as its last 3 answers were bad, "
					+ "503 at last, while 4 on other connections were good");
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 302, 400, 404, 408, 429, 501, 505 })
	void whenAnswersAreTheRequestsFaultThenNothingIsClosed(int status) {
		this.pool.warmUp(3, HOST);
		rounds(20, status, 200, 200);
		assertThat(this.pool).hasIdle(3).hasClosedNothing();
	}

	@Test
	void whenAGoodAnswerComesBetweenThenTheRowBeginsAnew() {
		this.pool.warmUp(3, HOST);
		rounds(ENOUGH - 1, 503, 200, 200);
		rounds(1, 200, 200, 200);
		rounds(ENOUGH - 1, 503, 200, 200);
		assertThat(this.pool).hasClosedNothing();
	}

	@Test
	void whenACallWasNotAnsweredThenItTellsNothing() {
		this.pool.warmUp(3, HOST);
		rounds(ENOUGH - 1, 503, 200, 200);
		List<TestWaiter> calls = this.pool.acquire(3, HOST);
		calls.forEach(TestWaiter::release);
		assertThat(this.pool).hasClosedNothing();
	}

	@Test
	void whenTheWholeHostAnswersBadlyThenNothingIsClosed() {
		this.pool.warmUp(5, HOST);
		rounds(100, 503, 503, 503, 503, 503);
		assertThat(this.pool).hasClosedNothing();
	}

	@Test
	void whenTheHostRecoversThenNothingIsClosedForWhatWasBefore() {
		this.pool.warmUp(5, HOST);
		rounds(100, 503, 503, 503, 503, 503);
		rounds(1, 503, 200, 200, 200, 200);
		rounds(100, 200, 200, 200, 200, 200);
		assertThat(this.pool).hasClosedNothing();
	}

	@Test
	void whenOnlyOneConnectionIsUsedThenItIsNotClosed() {
		this.pool.warmUp(2, HOST);
		for (int i = 0; i < 100; i++) {
			answer(this.pool.acquire(HOST), 503);
		}
		assertThat(this.pool).hasClosedNothing();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 0.05, 0.2, 0.5, 0.9 })
	void whenBadAnswersComeByChanceThenNextToNothingIsClosed(double share) {
		Random random = new Random(17);
		this.pool.warmUp(10, HOST);
		for (int i = 0; i < 2000; i++) {
			this.pool.acquire(10, HOST).forEach((call) -> answer(call, (random.nextDouble() < share) ? 500 : 200));
			this.pool.sweep();
		}
		assertThat(this.pool.snapshot().closedTotal()).isLessThanOrEqualTo(2);
	}

	@Test
	void whenManyConnectionsLeadToAnIllInstanceThenATenthIsClosedBetweenTwoSweeps() {
		this.pool.warmUp(40, HOST);
		int[] statuses = new int[40];
		for (int i = 0; i < statuses.length; i++) {
			statuses[i] = (i < 10) ? 503 : 200;
		}
		rounds(20, statuses);
		assertThat(this.pool).hasClosed(CloseReason.EVICTED, 4);
		this.pool.sweep();
		rounds(20, statuses);
		assertThat(this.pool).hasClosed(CloseReason.EVICTED, 8);
	}

	@Test
	void whenOneConnectionIsClosedThenTheNextSweepAllowsAnother() {
		this.pool.warmUp(3, HOST);
		rounds(20, 503, 200, 200);
		assertThat(this.pool).hasClosed(CloseReason.EVICTED, 1);
		this.pool.sweep();
		rounds(1, 503, 200, 200);
		assertThat(this.pool).hasClosed(CloseReason.EVICTED, 2);
	}

	@Test
	void whenNewConnectionsFareNoBetterThenItIsNotThem() {
		this.pool.warmUp(1, HOST);
		for (int i = 0; i < 20_000; i++) {
			TestWaiter failing = this.pool.lease(HOST);
			List<TestWaiter> others = this.pool.lease(3, HOST);
			answer(failing, 500);
			others.forEach((call) -> answer(call, 200));
			// So that the same connection is used for the same calls again.
			this.rig.pass(Duration.ofMillis(1));
			if (i % 100 == 0) {
				this.pool.sweep();
			}
		}
		assertThat(this.pool.snapshot().closed().get(CloseReason.EVICTED)).isLessThanOrEqualTo(12);
	}

	/**
	 * Calls that have all connections at once: the first get always the same answers.
	 */
	private void rounds(int count, int... statuses) {
		for (int i = 0; i < count; i++) {
			List<TestWaiter> calls = this.pool.lease(statuses.length, HOST)
				.stream()
				.sorted((one, other) -> Long.compare(one.entry().id(), other.entry().id()))
				.toList();
			for (int call = statuses.length - 1; call >= 0; call--) {
				answer(calls.get(call), statuses[call]);
			}
		}
	}

	private static void answer(TestWaiter call, int status) {
		call.entry().answers().answered(status);
		call.release();
	}

}
