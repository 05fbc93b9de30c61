package io.github.httppool.leak;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls are like one that has leaked.
 */
class LeakingCallsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET /orders             | GET /orders             | true
			GET /orders             | POST /orders            | false
			GET /orders             | GET /orders/17          | false
			GET /orders/{id}        | GET /orders/{id}        | true
			GET /orders/{id}        | GET /orders/17          | true
			GET /orders/{id}        | GET /orders/17/items    | false
			GET /orders/{id}/items  | GET /orders/17/items    | true
			GET /{a}-{b}/c          | GET /1-2/c              | true
			GET /orders/{id:\\d{2}} | GET /orders/17          | true
			GET /a.b/(c)            | GET /axb/(c)            | false
			GET /a.b/(c)            | GET /a.b/(c)            | true
			""")
	void callsWithTheSameTemplateAreAlike(String template, String call, boolean alike) {
		assertThat(LeakingCalls.of(template, 0).include(call)).isEqualTo(alike);
	}

	@Test
	void theWhileEndsEvenIfTheClockOverflows() {
		LeakingCalls calls = LeakingCalls.of("GET /orders", Long.MAX_VALUE + 10);
		assertThat(calls.isOver(Long.MAX_VALUE - 1)).isFalse();
		assertThat(calls.isOver(Long.MAX_VALUE + 9)).isFalse();
		assertThat(calls.isOver(Long.MAX_VALUE + 10)).isTrue();
	}

}
