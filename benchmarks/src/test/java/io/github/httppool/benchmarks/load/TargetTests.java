package io.github.httppool.benchmarks.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.load.Measurement.Figure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TargetTests {

	private final Map<Subject, List<Measurement>> measurements = new EnumMap<>(Subject.class);

	private final Ratios ratios = new Ratios(this.measurements);

	@Test
	void theFloorOfAClientIsNettyPlusSpring() {
		measured(Subject.RAW_NETTY, Figure.CPU, 8, 10);
		measured(Subject.REST_MEMORY, Figure.CPU, 2, 10);
		measured(Subject.REST_OURS, Figure.CPU, 15, 40);
		Sample reached = Target.REST_FLOOR.reached(this.ratios).orElseThrow();
		assertThat(reached.sorted()).containsExactly(1.5, 2.0);
		assertThat(Target.REST_FLOOR.verdict(reached)).isEqualTo("missed, not in every round");
	}

	@Test
	void theBestPeerIsTheOneWithTheHighestMedian() {
		measured(Subject.REST_JDK, Figure.RATE, 10, 10, 10);
		measured(Subject.REST_JETTY, Figure.RATE, 20, 20, 20);
		measured(Subject.REST_HC5, Figure.RATE, 50, 50, 50);
		measured(Subject.REST_REACTOR, Figure.RATE, 40, 90, 40);
		measured(Subject.REST_OURS, Figure.RATE, 75, 80, 100);
		Sample reached = Target.REST_RATE.reached(this.ratios).orElseThrow();
		assertThat(reached.sorted()).containsExactly(1.5, 1.6, 2.0);
		assertThat(Target.REST_RATE.verdict(reached)).isEqualTo("reached");
	}

	@Test
	void aTargetIsReachedByItsMedian() {
		measured(Subject.WEB_REACTOR, Figure.CPU, 100, 100, 100);
		measured(Subject.WEB_OURS, Figure.CPU, 80, 84, 90);
		Sample reached = Target.WEB_CPU.reached(this.ratios).orElseThrow();
		assertThat(Target.WEB_CPU.verdict(reached)).isEqualTo("reached, not in every round");
	}

	@Test
	void anIdleLoopMissesTheTarget() {
		measured(Subject.WEB_OURS, Figure.LOOPS, Double.POSITIVE_INFINITY);
		assertThat(Target.WEB_LOOPS.verdict(Target.WEB_LOOPS.reached(this.ratios).orElseThrow())).isEqualTo("missed");
	}

	@Test
	void nothingIsSaidOfWhatWasNotMeasured() {
		measured(Subject.REST_OURS, Figure.LOOPS, Double.NaN);
		assertThat(Target.values()).allSatisfy((target) -> assertThat(target.reached(this.ratios)).isEmpty());
	}

	private void measured(Subject subject, Figure figure, double... rounds) {
		this.measurements.put(subject,
				Arrays.stream(rounds).mapToObj((value) -> new Measurement(Map.of(figure, value), false)).toList());
	}

}
