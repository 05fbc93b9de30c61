package io.github.httppool.benchmarks.harness;

import java.util.StringJoiner;

/**
 * A table whose first column holds names and whose others hold figures.
 */
public final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	public MarkdownTable(String... titles) {
		row(titles);
		this.text.append("|---|").append("---:|".repeat(titles.length - 1)).append('\n');
	}

	public MarkdownTable row(String... cells) {
		StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
		for (String cell : cells) {
			row.add(cell);
		}
		this.text.append(row);
		return this;
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
