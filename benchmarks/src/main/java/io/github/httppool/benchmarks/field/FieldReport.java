package io.github.httppool.benchmarks.field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.harness.MarkdownTable;

/**
 * What was found in one run, as a page of Markdown with plots.
 *
 * @param machine where the figures come from
 * @param command how to get them again
 * @param findings what was found
 * @param disturbances what else was going on
 */
record FieldReport(String machine, String command, Map<Problem, Finding> findings, String disturbances) {

	/** Directory of the plots, beside the page. */
	static final String PLOTS = "field";

	String page() {
		return """
				# Field report

				What field reports on HTTP clients complain about, brought about on purpose: before, with a client as the reports had it, and after, \
				with this starter. Written by one run of one command, plots included; [benchmarks.md](benchmarks.md#field) says how it is measured.

				`%s`: %s. %s

				%s
				%s"""
			.formatted(this.command, this.machine, this.disturbances, table(),
					this.findings.entrySet()
						.stream()
						.map((finding) -> section(finding.getKey(), finding.getValue()))
						.collect(Collectors.joining("\n")));
	}

	/**
	 * Returns the figures without what explains them.
	 */
	String summary() {
		return table() + "\n" + this.disturbances;
	}

	/**
	 * Returns the plots by their paths, relative to the page.
	 */
	Map<String, String> plots() {
		Map<String, String> plots = new LinkedHashMap<>();
		this.findings.forEach((problem, finding) -> finding.charts()
			.forEach((name, chart) -> plots.put(path(problem, name), chart.svg())));
		return plots;
	}

	private MarkdownTable table() {
		MarkdownTable table = new MarkdownTable("problem", "figure", "before", "after", "target", "reached");
		this.findings.forEach((problem, finding) -> finding.verdicts()
			.forEach((verdict) -> table.row("%d. %s".formatted(problem.number(), problem.title()), verdict.figure(),
					verdict.before(), verdict.after(), verdict.target(), reached(verdict))));
		return table;
	}

	private static String reached(Verdict verdict) {
		return verdict.target().equals("-") ? "-" : verdict.reached() ? "yes" : "**no**";
	}

	private static String section(Problem problem, Finding finding) {
		List<String> paragraphs = new ArrayList<>();
		paragraphs.add("## %d. %s".formatted(problem.number(), problem.title()));
		paragraphs.add("The reports: %s.".formatted(problem.reported()));
		paragraphs.add(problem.method());
		finding.charts()
			.forEach((name, chart) -> paragraphs.add("![%s](%s)".formatted(chart.title(), path(problem, name))));
		paragraphs.addAll(finding.evidence());
		return String.join("\n\n", paragraphs) + "\n";
	}

	private static String path(Problem problem, String chart) {
		return "%s/%d-%s.svg".formatted(PLOTS, problem.number(), chart);
	}

}
