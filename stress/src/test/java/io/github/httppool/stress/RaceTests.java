package io.github.httppool.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Every race, for a moment. {@code stress/run} runs them for longer.
 */
class RaceTests {

	/** Each race takes its share; the rest is for starting. */
	private static final int MILLIS_PER_RACE = 250;

	/** The smallest strides bring two threads together most often. */
	private static final List<String> OPTIONS = List.of("-m", "quick", "-time", Integer.toString(MILLIS_PER_RACE),
			"-iters", "1", "-strideSize", "32", "-strideCount", "16", "-spinStyle", "THREAD_YIELD");

	/** A race that hangs is found by jcstress after half a minute. */
	private static final int MAX_MINUTES = 5;

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private static Path directory;

	private static Map<String, TestResult> results;

	private static String output;

	@BeforeAll
	static void run() throws Exception {
		assumeThat(Runtime.getRuntime().availableProcessors()).as("processors for two threads at once")
			.isGreaterThan(1);
		Path file = directory.resolve("results.bin.gz");
		Path log = directory.resolve("output.txt");
		int status = runAll(file, log);
		output = Files.readString(log);
		assertThat(status).as(output).isZero();
		results = read(file);
	}

	private static int runAll(Path file, Path log) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea", "-Xmx256m", "-cp",
						System.getProperty("java.class.path"), ShortRun.class.getName(), file.toString()));
		command.addAll(OPTIONS);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			assertThat(process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)).as("the races have ended").isTrue();
			return process.exitValue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Map<String, TestResult> read(Path file) throws IOException, ClassNotFoundException {
		InProcessCollector collected = new InProcessCollector();
		DiskReadCollector reader = new DiskReadCollector(file.toString(), collected);
		try {
			reader.dump();
		}
		finally {
			reader.close();
		}
		return collected.getTestResults().stream().collect(Collectors.toMap(TestResult::getName, Function.identity()));
	}

	static TreeSet<String> races() {
		return new TreeSet<>(TestList.tests());
	}

	@ParameterizedTest
	@MethodSource("races")
	void whenTwoThreadsRaceThenEveryOutcomeIsOneThatMayBe(String race) {
		TestResult result = results.get(race);
		assertThat(result).as("result of %s; %s", race, output).isNotNull();
		assertThat(result.status()).as("%s: %s", race, result.getMessages()).isEqualTo(Status.NORMAL);
		assertThat(result.grading().failureMessages).as("%s: %s", race, result.getCounter()).isEmpty();
		assertThat(result.getTotalCount()).as("samples of %s", race).isPositive();
	}

	@Test
	void whenThePoolHasFailedInItsOwnWorkThenItIsNotOverlooked() {
		assertThat(output).doesNotContain("Work of the pool has failed");
	}

}
