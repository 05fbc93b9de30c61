package io.github.httppool.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The options of the benchmarks.
 */
class BenchmarksTests {

	@Test
	void optionsAreThoseThatTheUsageNames() {
		assertThat(Benchmarks.optionsOf("idle")).containsExactlyInAnyOrder("connections", "window");
		assertThat(Benchmarks.optionsOf("spike")).containsExactly("rounds");
		assertThat(Benchmarks.optionsOf("field")).contains("rows", "out").doesNotContain("posts");
	}

	@Test
	void whenAnOptionIsUnknownThenItIsRefusedWithThoseThatThereAre() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Benchmarks.main(new String[] { "idle", "--variants=ours" }))
			.withMessage("There is no option --variants, only [connections, window]");
	}

}
