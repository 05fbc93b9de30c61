package io.github.httppool.benchmarks.callers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether a client held, by what was seen of it.
 */
class CallersRunTests {

	private static final int FILES = 30;

	@Test
	void whenEverythingStaysThenItHolds() {
		CallersRun run = run(Stream.of(second(0, 100, 60, FILES, 5), second(1, 1000, 199, FILES, 50)));
		assertThat(run.isLatencyHeld()).isTrue();
		assertThat(run.areDescriptorsFlat()).isTrue();
	}

	@Test
	void whenOneSecondIsSlowThenLatencyDoesNotHold() {
		CallersRun run = run(Stream.of(second(0, 100, 60, FILES, 5), second(1, 1000, 200, FILES, 50)));
		assertThat(run.isLatencyHeld()).isFalse();
		assertThat(run.secondsOverLimit()).isEqualTo(1);
		assertThat(run.worstP99Millis()).isEqualTo(200);
	}

	@Test
	void whenSocketsAreNotGivenBackThenDescriptorsAreNotFlat() {
		CallersRun run = run(IntStream.range(0, 20)
			.mapToObj((number) -> second(number, (number < 10) ? 100 : 1000, 60, FILES + number, 5)));
		assertThat(run.areDescriptorsFlat()).isFalse();
	}

	@Test
	void whenMoreConnectionsAreOpenThanAllowedThenDescriptorsAreNotFlat() {
		CallersRun run = run(Stream.of(second(0, 100, 60, FILES, 5), second(1, 100, 60, FILES, 5),
				second(2, 1000, 60, FILES, Variant.MAX_CONNECTIONS + 1), second(3, 1000, 60, FILES, 5)));
		assertThat(run.areDescriptorsFlat()).isFalse();
	}

	@Test
	void whenASecondIsWrittenAndReadThenItIsTheSame() {
		Second second = second(7, 100, 60.125, FILES, 5);
		assertThat(Second.parse(second.toCsv())).isEqualTo(second);
		assertThat(second.toCsv().split(",")).hasSameSizeAs(Second.CSV_HEADER.split(","));
	}

	@Test
	void whenAStepIsWrittenAndReadThenItIsTheSame() {
		Step step = new Step(100, 5_000, 3, 50.5, 60.25, 70, 80.125, 0.5, "{A=1, B=2}");
		assertThat(Step.parse(step.toString())).isEqualTo(step);
	}

	@Test
	void whenTheSeriesIsWrittenThenEachRunHasAFileOfItsSeconds(@TempDir Path directory) throws IOException {
		CallersRun run = run(Stream.of(second(0, 100, 60, FILES, 5), second(1, 1000, 60, FILES, 5)));
		List<Path> files = new CallersReport("", List.of(run)).writeSeries(directory);
		assertThat(files).singleElement().satisfies((file) -> {
			List<String> lines = Files.readAllLines(file);
			assertThat(lines.get(0)).isEqualTo(Second.CSV_HEADER);
			assertThat(lines.stream().skip(1).map(Second::parse)).isEqualTo(run.seconds());
		});
	}

	private static CallersRun run(Stream<Second> seconds) {
		return new CallersRun(Variant.REST_OURS, seconds.toList(), List
			.of(new Step(100, 50, 0, 50, 60, 60, 60, 0, "{}"), new Step(1000, 500, 0, 50, 60, 60, 60, 0, "{}")));
	}

	private static Second second(int number, int callers, double p99Millis, int files, int connections) {
		return new Second(number, callers, callers / 2, 0, 50, p99Millis, p99Millis,
				new Holdings(files + connections, connections, 20, 400), true);
	}

}
