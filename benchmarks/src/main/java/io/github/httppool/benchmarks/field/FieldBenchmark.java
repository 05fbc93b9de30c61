package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.harness.Options;

/**
 * Brings the problems of the field reports about, before and after, and writes a report
 * with plots.
 */
public final class FieldBenchmark {

	/** Of the root of the project. A part of the rows does not replace the whole. */
	private static final String WHOLE = "docs";

	private static final String PART = "benchmarks/target/field";

	private static final Path SOCKETS = Path.of("/proc/net/tcp");

	private final List<Problem> problems;

	private final Options options;

	private final Path directory;

	public FieldBenchmark(Options options) {
		String rows = options.text("rows", "");
		this.problems = rows.isEmpty() ? Problems.ALL : Problems.parse(rows);
		this.options = options;
		this.directory = Path.of(options.text("out", rows.isEmpty() ? WHOLE : PART));
	}

	/**
	 * Runs all and writes the report.
	 * @param machine where the figures come from
	 * @return the tables of the report
	 */
	public String run(String machine) throws Exception {
		if (!Files.isReadable(SOCKETS)) {
			throw new IllegalStateException("Sockets and memory are read from /proc: this benchmark needs Linux");
		}
		Progress progress = new Progress(this.problems, this.options);
		Investigation investigation = new Investigation(this.options, progress);
		Map<Problem, Finding> findings = new LinkedHashMap<>();
		for (Problem problem : this.problems) {
			progress.next();
			findings.put(problem, problem.find(investigation));
		}
		FieldReport report = new FieldReport(machine, command(), findings, investigation.disturbances());
		write(report);
		return report.summary();
	}

	private String command() {
		return "benchmarks/run field" + this.options.arguments()
			.filter((argument) -> !argument.startsWith("--out="))
			.map((argument) -> " " + argument)
			.collect(Collectors.joining());
	}

	private void write(FieldReport report) throws IOException {
		Files.createDirectories(this.directory.resolve(FieldReport.PLOTS));
		for (Map.Entry<String, String> plot : report.plots().entrySet()) {
			Files.writeString(this.directory.resolve(plot.getKey()), plot.getValue());
		}
		Path page = Files.writeString(this.directory.resolve("field-report.md"), report.page());
		System.err.println("Report and plots: " + page);
	}

}
