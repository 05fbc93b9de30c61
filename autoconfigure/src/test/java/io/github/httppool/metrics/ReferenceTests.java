package io.github.httppool.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.FindingKind;
import io.github.httppool.SummaryLevel;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference names everything that a pool counts, and nothing else: each meter with
 * its type and its tags.
 */
class ReferenceTests {

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final int NAMES = 1;

	private static final int TYPE = 2;

	private static final int TAGS = 3;

	@ParameterizedTest
	@EnumSource
	void everyMeterHasARow(HttpPoolMeter meter) throws IOException {
		assertThat(rowsOfMeters()).filteredOn((row) -> names(row).contains(meter.meterName())).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void everyMeterHasItsTypeInItsRow(HttpPoolMeter meter) throws IOException {
		assertThat(row(meter)[TYPE].strip()).startsWith(inWords(meter.type()));
	}

	@ParameterizedTest
	@EnumSource
	void everyMeterHasItsTagsInItsRowAndNoOthers(HttpPoolMeter meter) throws IOException {
		assertThat(code(row(meter)[TAGS])).filteredOn(tagKeys()::contains)
			.containsExactlyInAnyOrderElementsOf(meter.tagKeys());
	}

	/** A reason has a row of its own. */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONNECTIONS_CLOSED")
	void everyValueOfATagIsInTheRowOfItsMeter(HttpPoolMeter meter) throws IOException {
		MeterRegistry registry = new SimpleMeterRegistry();
		EveryEvent.in(registry, MeterNaming.BOTH);
		assertThat(code(row(meter)[TAGS])).containsAll(registry.find(meter.meterName())
			.meters()
			.stream()
			.flatMap((each) -> each.getId().getTags().stream())
			.filter((tag) -> !EveryEvent.FREE_TAGS.contains(tag.getKey()))
			.map(Tag::getValue)
			.toList());
	}

	@Test
	void everyRowIsOfMeters() throws IOException {
		assertThat(rowsOfMeters()).flatExtracting(ReferenceTests::names)
			.containsExactlyInAnyOrder(
					Stream.of(HttpPoolMeter.values()).map(HttpPoolMeter::meterName).toArray(String[]::new));
	}

	@ParameterizedTest
	@EnumSource
	void everyCloseReasonHasARow(CloseReason reason) throws IOException {
		assertThat(rows(lines())).anyMatch((row) -> row[NAMES].contains("`" + reason + "`"));
	}

	@ParameterizedTest
	@EnumSource
	void everyKindOfFindingHasARow(FindingKind kind) throws IOException {
		assertThat(rows(lines())).anyMatch((row) -> row[NAMES].contains("`" + kind + "`"));
	}

	@ParameterizedTest
	@EnumSource
	void everyLevelOfASummaryHasARow(SummaryLevel level) throws IOException {
		assertThat(rows(lines())).anyMatch((row) -> row[NAMES].contains("`" + level + "`"));
	}

	private static String inWords(Meter.Type type) {
		return switch (type) {
			case GAUGE -> "gauge";
			case COUNTER -> "counter";
			case TIMER -> "timer";
			case DISTRIBUTION_SUMMARY -> "summary";
			default -> throw new IllegalArgumentException(type.name());
		};
	}

	private static Set<String> tagKeys() {
		return Stream.of(HttpPoolTag.values()).map(HttpPoolTag::key).collect(Collectors.toSet());
	}

	private static String[] row(HttpPoolMeter meter) throws IOException {
		return rowsOfMeters().stream().filter((row) -> names(row).contains(meter.meterName())).findAny().orElseThrow();
	}

	private static List<String> names(String[] row) {
		return code(row[NAMES]);
	}

	private static List<String> code(String cell) {
		return CODE.matcher(cell).results().map((MatchResult code) -> code.group(1)).toList();
	}

	private static List<String[]> rowsOfMeters() throws IOException {
		List<String> lines = lines();
		List<String> section = lines.subList(lines.indexOf("## Meters") + 1, lines.size());
		return rows(section.stream().takeWhile((line) -> !line.startsWith("## ")).toList()).stream()
			.filter((row) -> !names(row).isEmpty())
			.toList();
	}

	private static List<String[]> rows(List<String> lines) {
		return lines.stream()
			.filter((line) -> line.startsWith("|"))
			.map((line) -> line.split("\\|"))
			.filter((cells) -> cells.length > 1)
			.toList();
	}

	private static List<String> lines() throws IOException {
		return Files.readAllLines(Path.of("../docs/reference.md"));
	}

}
