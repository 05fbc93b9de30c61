package io.github.httppool.benchmarks.field;

import java.util.List;
import java.util.stream.IntStream;

import io.github.httppool.benchmarks.callers.CallersRun;
import io.github.httppool.benchmarks.callers.Holdings;
import io.github.httppool.benchmarks.callers.Second;
import io.github.httppool.benchmarks.callers.Step;
import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.harness.Variant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ManyCallersTests {

	private static final int SECONDS = 4;

	@Test
	void whenAllIsHeldThenEveryTargetIsReached() {
		Finding finding = ManyCallers.judge(run(Variant.REST_JDK, 300, 1), run(Variant.REST_OURS, 60, 0));
		assertThat(finding.verdicts()).allMatch(Verdict::reached);
		assertThat(finding.verdicts().get(0).before()).isEqualTo("300 ms");
		assertThat(finding.evidence()).singleElement().asString().contains("in 4 seconds before, 1 of them disturbed");
	}

	@Test
	void whenASecondIsSlowOrACallFailsThenThatTargetIsMissed() {
		Finding finding = ManyCallers.judge(run(Variant.REST_JDK, 60, 0), run(Variant.REST_OURS, 200, 1));
		assertThat(finding.verdicts()).extracting(Verdict::reached).containsExactly(false, false, true, true);
	}

	@Test
	void thePlotSaysWhereMoreCallersCome() {
		Finding finding = ManyCallers.judge(run(Variant.REST_JDK, 60, 0), run(Variant.REST_OURS, 60, 0));
		assertThat(finding.charts().get("p99").svg()).contains(">100 callers<", ">1,000 callers<", ">200 ms<");
	}

	/**
	 * Two steps, of which the second has errors. The first second is disturbed.
	 */
	private static CallersRun run(Variant variant, double p99Millis, long errors) {
		List<Second> seconds = IntStream.range(0, SECONDS)
			.mapToObj((number) -> new Second(number, (number < SECONDS / 2) ? 100 : 1000, 50, 0, 50, p99Millis,
					p99Millis, new Holdings(80, 50, 20, 400), number > 0))
			.toList();
		return new CallersRun(variant, seconds, List.of(new Step(100, 100, 0, 50, 60, 60, 60, 0, "{}"),
				new Step(1000, 100, errors, 50, 60, 60, 60, 0, "{}")));
	}

}
