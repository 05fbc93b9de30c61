package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Answer;
import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;

/**
 * Measures every {@link Subject} under the same closed-loop {@link Load}.
 * <p>
 * Each measurement is a {@link LoadProcess}, a fresh JVM, so that CPU time and heap are
 * that client's alone and no client runs on code the compiler has shaped for another. A
 * round measures all of them one after the other; rounds repeat in the same order (A B C
 * A B C), so that a machine that is slower for a while is so for all of them.
 */
public final class LoadBenchmark {

	private final Upstream upstream;

	private final Options options;

	private final List<Subject> asked;

	private final List<Subject> subjects;

	private final int rounds;

	private final String cpus;

	public LoadBenchmark(Upstream upstream, Options options) {
		this.upstream = upstream;
		this.options = options;
		this.rounds = options.number("rounds", 5);
		this.cpus = options.text("cpus", "");
		String asked = options.text("variants", "");
		this.asked = asked.isEmpty() ? Subject.whole() : Arrays.stream(asked.split(",")).map(Subject::of).toList();
		this.subjects = this.asked.stream().filter(Subject::isInstalled).toList();
	}

	/**
	 * Returns what the figures depend on, in words.
	 */
	public String conditions() {
		StringBuilder text = new StringBuilder(LoadSettings.of(this.upstream.uri(), this.options).toString());
		if (!this.cpus.isEmpty()) {
			text.append("; the load on CPU ").append(this.cpus);
		}
		this.asked.stream()
			.filter(Predicate.not(Subject::isInstalled))
			.forEach((subject) -> text.append("; ").append(subject.key()).append(" is not installed and left out"));
		return text.toString();
	}

	/**
	 * Returns what keeps the JVMs of the load, and what they start, on some of the cores.
	 */
	private List<String> prefix() {
		return this.cpus.isEmpty() ? List.of() : List.of("taskset", "--cpu-list", this.cpus);
	}

	/**
	 * Returns what the server has to answer.
	 */
	public static Answer answer(Options options) {
		return LoadSettings.answer(options);
	}

	/**
	 * Runs all rounds.
	 * @return the measurements of each subject, in the order of the rounds
	 */
	public LoadReport run() throws IOException {
		Map<Subject, List<Measurement>> measurements = new EnumMap<>(Subject.class);
		for (int round = 1; round <= this.rounds; round++) {
			for (Subject subject : this.subjects) {
				Measurement measurement = measure(subject);
				System.err.printf("round %d/%d, %d/%d %-13s %s%n", round, this.rounds,
						this.subjects.indexOf(subject) + 1, this.subjects.size(), subject.key(), measurement);
				measurements.computeIfAbsent(subject, (key) -> new ArrayList<>()).add(measurement);
			}
		}
		return new LoadReport(measurements);
	}

	private Measurement measure(Subject subject) throws IOException {
		String[] args = Stream
			.concat(Stream.of(subject.key(), this.upstream.uri().toString(), Long.toString(this.upstream.pid())),
					this.options.arguments())
			.toArray(String[]::new);
		try (JavaProcess process = JavaProcess.startBy(prefix(), LoadProcess.class, args)) {
			return Measurement.parse(process.awaitLine(LoadProcess.MEASUREMENT));
		}
	}

}
