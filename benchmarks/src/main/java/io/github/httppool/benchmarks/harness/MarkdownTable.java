package io.github.httppool.benchmarks.harness;

import java.util.StringJoiner;

/**
 * A table whose first column holds names and whose others hold figures.
 */
public final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	private boolean empty = true;

	public MarkdownTable(String... titles) {
		line(titles);
		this.text.append("|---|").append("---:|".repeat(titles.length - 1)).append('\n');
	}

	public MarkdownTable row(String... cells) {
		line(cells);
		this.empty = false;
		return this;
	}

	/**
	 * Returns whether it has titles only.
	 */
	public boolean isEmpty() {
		return this.empty;
	}

	private void line(String... cells) {
		StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
		for (String cell : cells) {
			row.add(cell);
		}
		this.text.append(row);
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
