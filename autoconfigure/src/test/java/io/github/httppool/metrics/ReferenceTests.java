package io.github.httppool.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.FindingKind;
import io.github.httppool.SummaryLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference names everything that a pool counts.
 */
class ReferenceTests {

	@ParameterizedTest
	@EnumSource
	void everyMeterHasARow(HttpPoolMeter meter) throws IOException {
		assertThat(rows()).anyMatch((row) -> row.contains("`" + meter.meterName() + "`"));
	}

	@ParameterizedTest
	@EnumSource
	void everyCloseReasonHasARow(CloseReason reason) throws IOException {
		assertThat(rows()).anyMatch((row) -> row.contains("`" + reason + "`"));
	}

	@ParameterizedTest
	@EnumSource
	void everyKindOfFindingHasARow(FindingKind kind) throws IOException {
		assertThat(rows()).anyMatch((row) -> row.contains("`" + kind + "`"));
	}

	@ParameterizedTest
	@EnumSource
	void everyLevelOfASummaryHasARow(SummaryLevel level) throws IOException {
		assertThat(rows()).anyMatch((row) -> row.contains("`" + level + "`"));
	}

	private static List<String> rows() throws IOException {
		return Files.readAllLines(Path.of("../docs/reference.md"))
			.stream()
			.map((line) -> line.split("\\|"))
			.filter((cells) -> cells.length > 1)
			.map((cells) -> cells[1])
			.toList();
	}

}
