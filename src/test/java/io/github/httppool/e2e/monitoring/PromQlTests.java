package io.github.httppool.e2e.monitoring;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromQl}.
 */
class PromQlTests {

	@Test
	void metricsAreNamesWithoutFunctionsAndLabels() {
		assertThat(PromQl
			.metrics("histogram_quantile(0.99, sum by (le, pool) (rate(a_bucket{pool=~\"x|y\", job!='z'}[5m])))"))
			.containsExactly("a_bucket");
	}

	@Test
	void metricsAreFoundOnBothSidesOfOperators() {
		assertThat(PromQl.metrics("a:b:rate5m > 14.4 * 0.001 and on (job, instance) c or 0 * (d offset 5m) / -e"))
			.containsExactlyInAnyOrder("a:b:rate5m", "c", "d", "e");
	}

	@Test
	void stringsHideNothingAndNumbersAreNoNames() {
		assertThat(PromQl.metrics("a{b=\"}\"} + 1e3 + c{d='\\'['} + 5m")).containsExactly("a", "c");
	}

	@Test
	void listsOfLabelsMayComeLast() {
		assertThat(PromQl.metrics("sum(rate(a[1h] )) by (b) + count(c) without(d) * on(e) group_left(f) g"))
			.containsExactlyInAnyOrder("a", "c", "g");
	}

}
