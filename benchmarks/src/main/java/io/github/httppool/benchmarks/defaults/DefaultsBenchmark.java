package io.github.httppool.benchmarks.defaults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;

/**
 * Has ordinary code make many calls at once, with nothing configured, on one library
 * after the other; beside busy neighbours, if that is asked for.
 */
public final class DefaultsBenchmark {

	private final Upstream upstream;

	private final List<DefaultsVariant> variants;

	private final int busy;

	public DefaultsBenchmark(Upstream upstream, Options options) {
		this.upstream = upstream;
		this.variants = Arrays.stream(options.text("variants", "ours,reactor,hc5,jdk").split(","))
			.map(DefaultsVariant::of)
			.toList();
		this.busy = options.number("busy", 0);
	}

	public MarkdownTable run() throws IOException, InterruptedException {
		MarkdownTable table = new MarkdownTable("client", "situation", "calls", "failed", "seconds", "connections");
		List<JavaProcess> neighbours = new ArrayList<>();
		try {
			for (int i = 0; i < this.busy; i++) {
				neighbours.add(JavaProcess.start(BusyProcess.class));
			}
			for (DefaultsVariant variant : this.variants) {
				measure(variant, table);
			}
		}
		finally {
			neighbours.forEach(JavaProcess::close);
		}
		return table;
	}

	private void measure(DefaultsVariant variant, MarkdownTable table) throws IOException, InterruptedException {
		try (JavaProcess process = JavaProcess.start(DefaultsProcess.class, this.upstream.uri().toString(),
				Long.toString(this.upstream.pid()), variant.key())) {
			process.readToEnd((line) -> read(line, variant, table));
		}
	}

	/**
	 * All other lines say what went wrong.
	 */
	private static void read(String line, DefaultsVariant variant, MarkdownTable table) {
		if (!line.startsWith(DefaultsProcess.FIGURES + " ")) {
			System.err.println(line);
			return;
		}
		String[] columns = line.substring(DefaultsProcess.FIGURES.length() + 1).split("\t");
		table.row(variant.title(), columns[0], columns[1], columns[2], columns[3], columns[4]);
	}

}
