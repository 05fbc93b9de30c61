package io.github.httppool.benchmarks;

import java.util.StringJoiner;

/**
 * A table whose first column holds names and whose others hold figures.
 */
final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	MarkdownTable(String... titles) {
		row(titles);
		this.text.append("|---|").append("---:|".repeat(titles.length - 1)).append('\n');
	}

	MarkdownTable row(String... cells) {
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
