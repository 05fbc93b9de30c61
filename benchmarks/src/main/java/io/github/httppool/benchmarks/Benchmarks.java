package io.github.httppool.benchmarks;

/**
 * Starts a benchmark and prints its figures as Markdown. Measures nothing itself: loads,
 * servers and probes are processes of their own.
 */
public final class Benchmarks {

	private static final String USAGE = """
			usage: run <benchmark> [--option=value ...]

			  load    requests/s, CPU, bytes and latency of every client
			            --rounds=5 --variants=rest-ours,rest-hc5,...
			            --warm-up=8 --window=8 --patience=20 (seconds; the last to find quiet ones)
			  spike   50 calls at once on 5 warm connections, when opening one takes 150 ms
			            --rounds=5
			  close   time to close a slow response of which one byte was read
			            --rounds=3
			""";

	private Benchmarks() {
	}

	public static void main(String[] args) throws Exception {
		if (args.length == 0) {
			System.err.print(USAGE);
			System.exit(2);
		}
		Options options = Options.parse(args, 1);
		switch (args[0]) {
			case "load" -> load(options);
			case "spike" -> probe(SpikeProcess.class, options.number("rounds", 5));
			case "close" -> probe(CloseProcess.class, options.number("rounds", 3));
			default -> {
				System.err.print(USAGE);
				System.exit(2);
			}
		}
	}

	private static void load(Options options) throws Exception {
		String machine = Machine.describe();
		try (Upstream upstream = Upstream.fastest()) {
			LoadReport report = new LoadReport(new LoadBenchmark(upstream, options).run());
			System.out.printf("%s; server: %s%n%n%s%n", machine, upstream.name(), report);
		}
	}

	/**
	 * Runs a probe, which prints its own table, in a JVM like those of the load, against
	 * a server that can be slow.
	 */
	private static void probe(Class<?> main, int rounds) throws Exception {
		System.out.println(Machine.describe());
		System.out.println();
		try (Upstream upstream = Upstream.slow()) {
			JavaProcess.start(main, Variant.reactorNettyLimit(), upstream.uri().toString(), Integer.toString(rounds))
				.printToEnd();
		}
	}

}
