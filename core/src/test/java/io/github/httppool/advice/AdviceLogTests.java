package io.github.httppool.advice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.AdviceConfidence;
import io.github.httppool.AdviceFinding;
import io.github.httppool.FindingKind;
import io.github.httppool.PoolAdvice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said is said once.
 */
class AdviceLogTests {

	private static final AdviceFinding CHURN = new AdviceFinding(FindingKind.CHURN, "orders:80: 1.1 calls");

	private static final AdviceFinding TOO_SMALL = new AdviceFinding(FindingKind.POOL_TOO_SMALL, "orders:80: waiting");

	private final AdviceLog log = new AdviceLog("payment");

	@Test
	void whatIsNewIsSaidOnce() {
		assertThat(lines(0, null, CHURN)).containsExactly("pool 'payment': CHURN: orders:80: 1.1 calls");
		assertThat(lines(1, null, CHURN)).isEmpty();
		assertThat(lines(59, null, new AdviceFinding(FindingKind.CHURN, "orders:80: 1.2 calls"))).hasSize(1);
	}

	@Test
	void whatComesAndGoesIsSaidAgainOnceItWasGoneForLong() {
		assertThat(lines(0, null, CHURN)).hasSize(1);
		assertThat(lines(5, null)).isEmpty();
		assertThat(lines(9, null, CHURN)).isEmpty();
		assertThat(lines(18, null, CHURN)).isEmpty();
		assertThat(lines(28, null, CHURN)).hasSize(1);
	}

	@Test
	void aLimitThatShouldBeEvenHigherIsSaidAgain() {
		assertThat(lines(0, 10, TOO_SMALL)).hasSize(1);
		assertThat(lines(1, 12, TOO_SMALL)).isEmpty();
		assertThat(lines(2, 13, TOO_SMALL)).hasSize(1);
		assertThat(lines(3, 14, TOO_SMALL)).isEmpty();
		assertThat(lines(4, 8, TOO_SMALL)).isEmpty();
		assertThat(lines(5, 13, TOO_SMALL)).isEmpty();
	}

	@Test
	void oneHostStandsForAll() {
		assertThat(lines(0, null, CHURN, new AdviceFinding(FindingKind.CHURN, "stock:80: 1 call"))).hasSize(1);
	}

	@Test
	void hintsAndWhatIsLoggedElsewhereAreNotSaid() {
		assertThat(lines(0, 12, new AdviceFinding(FindingKind.LEAK, "a"),
				new AdviceFinding(FindingKind.CONNECT_FAILING, "b"),
				new AdviceFinding(FindingKind.POOL_TOO_LARGE, "c")))
			.isEmpty();
	}

	@Test
	void theReportsLookNoMoreThanTwiceAMinute() {
		List<PoolAdvice> made = new ArrayList<>();
		AdviceReports reports = new AdviceReports("payment", () -> {
			made.add(PoolAdvice.NONE);
			return PoolAdvice.NONE;
		});
		for (int second = 0; second <= 60; second += 5) {
			reports.sweep(Duration.ofSeconds(second).toNanos());
		}
		assertThat(made).hasSize(2);
	}

	private List<String> lines(int minute, @Nullable Integer advised, AdviceFinding... findings) {
		PoolAdvice advice = new PoolAdvice(advised, null, Duration.ofMinutes(5), AdviceConfidence.HIGH,
				List.of(findings));
		return this.log.lines(advice, Duration.ofMinutes(minute).toNanos());
	}

}
