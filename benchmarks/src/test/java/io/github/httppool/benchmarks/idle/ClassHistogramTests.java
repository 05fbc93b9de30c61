package io.github.httppool.benchmarks.idle;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ClassHistogramTests {

	private static final String TEXT = """
			 num     #instances         #bytes  class name (module)
			-------------------------------------------------------
			   1:         24109        1542976  [B (java.base@25.0.3)
			   2:          2000          48000  io.github.httppool.pool.PoolEntry
			   3:            10            240  io.github.httppool.pool.PoolEntry
			Total         26119        1591216
			""";

	@Test
	void rowsAreBytesByClass() {
		assertThat(ClassHistogram.parse(TEXT).bytes())
			.isEqualTo(Map.of("[B", 1_542_976L, "io.github.httppool.pool.PoolEntry", 48_240L));
	}

	@Test
	void classesThatWereNotThereBeforeHaveGrownFromNothing() {
		ClassHistogram before = new ClassHistogram(Map.of("[B", 1_000_000L));
		assertThat(ClassHistogram.parse(TEXT).minus(before).bytes())
			.isEqualTo(Map.of("[B", 542_976L, "io.github.httppool.pool.PoolEntry", 48_240L));
	}

	@Test
	void anythingElseIsNoHistogram() {
		assertThatIllegalStateException().isThrownBy(() -> ClassHistogram.parse("Command not found"));
	}

}
