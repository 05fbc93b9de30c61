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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

	private static final int MILLIS_PER_RACE = 250;

	/** In short strides the two threads meet most often. */
	private static final List<String> OPTIONS = List.of("-m", "quick", "-time", Integer.toString(MILLIS_PER_RACE),
			"-iters", "1", "-strideSize", "32", "-strideCount", "16", "-spinStyle", "THREAD_YIELD");

	/** A race that hangs is found by jcstress after half a minute. */
	private static final int MAX_MINUTES = 5;

	private static final int MAX_LINES = 50;

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private static Path directory;

	private static Map<String, TestResult> results;

	// As far as it is short enough to be shown.
	private static List<String> output;

	private static List<String> failures;

	@BeforeAll
	static void run() throws Exception {
		assumeThat(Runtime.getRuntime().availableProcessors()).as("processors for two threads at once")
			.isGreaterThan(1);
		Path file = directory.resolve("results.bin.gz");
		Path log = directory.resolve("output.txt");
		int status = runAll(file, log);
		output = lines(log, (line) -> true);
		failures = lines(log, (line) -> line.contains("\tat io.github.httppool"));
		assertThat(status).as("status of %s", output).isZero();
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

	private static List<String> lines(Path log, Predicate<String> which) throws IOException {
		try (Stream<String> lines = Files.lines(log)) {
			return lines.filter(which).limit(MAX_LINES).toList();
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
		assertThat(result.grading().failureMessages).as("%s: %s", race, counts(result)).isEmpty();
		assertThat(result.getTotalCount()).as("samples of %s", race).isPositive();
	}

	private static Map<String, Long> counts(TestResult result) {
		return result.getStateKeys().stream().collect(Collectors.toMap(Function.identity(), result::getCount));
	}

	/**
	 * The pool logs what its deferred work throws, and goes on.
	 */
	@Test
	void whenAllRacesHaveEndedThenThePoolHasLoggedNoFailure() {
		assertThat(failures).as("stack traces in %s", output).isEmpty();
	}

}
