package io.github.httppool.benchmarks.stale;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * Has each client call each server at the moments at which that closes its connections.
 */
public final class StaleBenchmark {

	private final List<ServerKind> servers;

	private final List<Variant> variants;

	private final int posts;

	public StaleBenchmark(Options options) {
		this.servers = Arrays.stream(options.text("servers", "random,tomcat,nginx,haproxy,apache2").split(","))
			.map(ServerKind::of)
			.filter(ServerKind::isInstalled)
			.toList();
		this.variants = Arrays
			.stream(options.text("variants", "rest-hc5,rest-reactor,rest-ours,web-reactor,web-ours").split(","))
			.map(Variant::of)
			.toList();
		this.posts = options.number("posts", 10_000);
	}

	public MarkdownTable run() throws IOException, InterruptedException {
		MarkdownTable table = new MarkdownTable("server", "client", "POSTs", "failed", "read twice", "failures");
		for (ServerKind kind : this.servers) {
			try (StaleServer server = new StaleServer(kind)) {
				for (Variant variant : this.variants) {
					measure(kind, server, variant, table);
				}
			}
		}
		return table;
	}

	private void measure(ServerKind kind, StaleServer server, Variant variant, MarkdownTable table)
			throws IOException, InterruptedException {
		String prefix = variant.key() + "-";
		try (JavaProcess process = JavaProcess.start(StaleProcess.class, server.uri().toString(), variant.key(), prefix,
				Integer.toString(this.posts), Integer.toString(kind.idleMillis()))) {
			String[] figures = process.awaitLine(StaleProcess.FIGURES).split("\t");
			table.row(kind.key(), variant.title(), "%,d".formatted(this.posts), figures[0],
					Long.toString(server.readTwice(prefix)), figures[1]);
		}
	}

}
