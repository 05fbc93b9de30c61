package io.github.httppool.e2e.monitoring;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.httppool.e2e.ChildProcess;
import io.github.httppool.e2e.monitoring.RuleFiles.Rule;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules are valid, pass their own tests, and say what a person needs.
 */
class RuleFilesTests {

	@Nested
	@RequiresPrometheus
	class WithPromtool {

		@Test
		void whenTheRulesAreCheckedThenNothingIsWrong() throws Exception {
			assertThatPromtoolSucceeds(Stream.concat(Stream.of("check", "rules"), RuleFiles.RULES.stream()));
		}

		@Test
		@Timeout(value = 2, unit = TimeUnit.MINUTES)
		void whenTheRulesAreTestedThenAlertsFireWhenTheyMust() throws Exception {
			assertThatPromtoolSucceeds(Stream.concat(Stream.of("test", "rules"), RuleFiles.TESTS.stream()));
		}

		private static void assertThatPromtoolSucceeds(Stream<Object> arguments) throws Exception {
			try (ChildProcess promtool = new ChildProcess("promtool",
					Stream.concat(Stream.of("promtool"), arguments).map(Object::toString).toList())) {
				int exitCode = promtool.exitCode();
				assertThat(promtool.output()).contains("SUCCESS").doesNotContain("FAILED");
				assertThat(exitCode).as(promtool::output).isZero();
			}
		}

	}

	@Test
	void everyAlertIsTested() {
		assertThat(alerts().map(Rule::name)).isNotEmpty()
			.allSatisfy((alert) -> assertThat(RuleFiles.TESTS).anySatisfy((tests) -> assertThat(tests).content()
				.containsPattern(
						"alertname: %s\\n +eval_time: \\w+\\n +exp_alerts:\\n +- exp_labels:".formatted(alert))));
	}

	@Test
	void everyAlertTellsAPersonWhatItIs() {
		assertThat(alerts()).allSatisfy((alert) -> {
			assertThat(alert.labels()).hasEntrySatisfying("severity",
					(severity) -> assertThat(severity).isIn("critical", "warning", "info"));
			assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
			assertThat(alert.annotations().get("description")).as("has a figure").contains("$value");
		});
	}

	@Test
	void fasterRulesHaveShorterTimesAndTheSameThresholds() {
		assertThat(RuleFiles.faster("expr: rate(a_5m[5m]) > 14.4\nfor: 2m\nx: [1d] 3d\nfor: 1h\n", 100))
			.isEqualTo("expr: rate(a_5m[3000ms]) > 14.4\nfor: 1200ms\nx: [864000ms] 3d\nfor: 36000ms\n");
	}

	private static Stream<Rule> alerts() {
		return RuleFiles.rules().stream().filter(Rule::alert);
	}

}
