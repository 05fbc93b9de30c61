package io.github.httppool.benchmarks.field;

import java.util.List;

import io.github.httppool.benchmarks.field.Visits.Visit;
import io.github.httppool.benchmarks.plot.Series;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VisitsTests {

	private final Visits visits = Visits
		.of(List.of(new Visit(0.2, 10, null), new Visit(0.9, 30, "IOException: closed by 1"),
				new Visit(2.5, 50, "IOException: closed by 2"), new Visit(2.6, 70, null)));

	@Test
	void failedVisitsCountAsWell() {
		assertThat(this.visits.meanMillis()).isEqualTo(40);
		assertThat(this.visits.failedPercent()).isEqualTo(50);
	}

	@Test
	void aPercentileIsAValueThatWasMeasured() {
		assertThat(this.visits.percentileMillis(50)).isEqualTo(30);
		assertThat(this.visits.percentileMillis(99)).isEqualTo(70);
	}

	@Test
	void visitsBelongToTheSecondInWhichTheyWereDue() {
		assertThat(this.visits.perSecond("mean", Visits::meanMillis).points())
			.containsExactly(new Series.Point(0.5, 20), new Series.Point(2.5, 60));
		assertThat(this.visits.between(0, 2.5).count()).isEqualTo(2);
	}

	@Test
	void failuresAreCountedByWhatTheyHaveInCommon() {
		assertThat(this.visits.failures()).containsExactly("2 x IOException: closed by 1");
	}

}
