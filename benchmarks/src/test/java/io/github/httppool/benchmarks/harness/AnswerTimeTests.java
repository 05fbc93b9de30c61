package io.github.httppool.benchmarks.harness;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A load that needs more connections than clients may open is refused.
 */
class AnswerTimeTests {

	@Test
	void whenMoreCallsWouldBeUnderWayThanConnectionsThenItIsRefused() {
		AnswerTime time = new AnswerTime(50);
		assertThatCode(() -> time.requireConnections(1_000)).doesNotThrowAnyException();
		assertThatIllegalArgumentException().isThrownBy(() -> time.requireConnections(1_001))
			.withMessageContaining("clients may open 50 connections");
	}

	@Test
	void whenTheServerAnswersAtOnceThenNoRateIsRefused() {
		assertThatCode(() -> new AnswerTime(0).requireConnections(1_000_000)).doesNotThrowAnyException();
	}

}
