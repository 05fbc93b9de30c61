package io.github.httppool.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.callers.CallersBenchmark;
import io.github.httppool.benchmarks.callers.CallersReport;
import io.github.httppool.benchmarks.close.CloseProcess;
import io.github.httppool.benchmarks.defaults.DefaultsBenchmark;
import io.github.httppool.benchmarks.field.FieldBenchmark;
import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.idle.IdleBenchmark;
import io.github.httppool.benchmarks.isolation.IsolationProcess;
import io.github.httppool.benchmarks.load.LoadBenchmark;
import io.github.httppool.benchmarks.misbehave.MisbehaveBenchmark;
import io.github.httppool.benchmarks.pool.PoolBenchmark;
import io.github.httppool.benchmarks.rate.RateBenchmark;
import io.github.httppool.benchmarks.spike.SpikeProcess;
import io.github.httppool.benchmarks.stale.StaleBenchmark;
import io.github.httppool.benchmarks.startup.StartupBenchmark;

/**
 * Starts a benchmark and prints its figures as Markdown. Measures nothing itself: loads,
 * servers and probes are processes of their own.
 */
public final class Benchmarks {

	private static final String USAGE = """
			usage: run <benchmark> [--option=value ...]

			  load       requests/s, CPU, bytes and latency of every client, and of what no client can do without
			               --rounds=5 --variants=wrk,raw-netty,rest-memory,web-memory,rest-ours,rest-hc5,...
			               --variants=flux-global,flux-separate,flux-shared (a WebFlux server and its client, with wrk)
			               --warm-up=25 --window=8 --patience=20 (seconds; the last to find quiet ones)
			               --body=180 (bytes of an answer) --callers=32
			               --loops=... (event loops, of this starter and raw-netty) --cpus=0,1 (of the load)
			  rate       latency of every client when calls arrive on their own clock
			               --rates=300,1000,3000 (calls/s) --rounds=3 --variants=rest-ours,rest-hc5,...
			               --delay=0 (ms until the server answers) --arrivals=poisson|even
			               --warm-up=20 --window=20 --patience=20 (seconds; the last to find quiet ones)
			  callers    100 to 1,000 callers of a server that takes 50 ms, for minutes
			               --minutes=5 --callers=100,250,500,1000 --interval=2000 (ms between two calls of one)
			               --variants=rest-ours,web-ours,rest-hc5,... --delay=50 (ms) --warm-up=20 (seconds)
			  spike      50 calls at once on 5 warm connections, when opening one takes 150 ms
			               --rounds=5
			  close      time to close a slow response of which one byte was read
			               --rounds=3
			  isolation  latency of one dependency while another one hangs
			               --rounds=5 --variants=rest-named,rest-shared,...
			               --rate=500 (calls/s to each) --warm-up=2 --window=8 (seconds of each phase)
			  defaults   ordinary code that makes many calls at once, with nothing configured
			               --variants=ours,reactor,hc5,jdk --busy=0 (neighbours that use a core each)
			  misbehave  what becomes of calls to an upstream that misbehaves at random
			               --calls=200000 (of each client) --seed=1 --connections=1,4,50
			               --variants=rest-ours,rest-hc5,... --faults=0 (how many to describe)
			  pool       a lease and its return, in nanoseconds and bytes, by threads and hosts (JMH)
			               --rounds=3 --warm-up=5 --window=5 (seconds of each case)
			               --threads=1,2,8,32,64 --hosts=1,100,10000
			  idle       heap and CPU of idle connections, each to a host of its own
			               --connections=10000 --window=60 (seconds without any call)
			  startup    what the starter adds to the start of an application, by phase
			               --rounds=15
			  stale      bursts of POSTs at the moment at which a server closes its connections
			               --posts=10000 (of each client) --servers=random,tomcat,nginx,haproxy,apache2
			               --variants=rest-ours,rest-hc5,...
			  field      the problems of the field reports, before and after, as a page with plots
			               --rows=1,2,3,4,5,6,7,8 --leaks=5000 --restarts=100
			               --minutes=1 (of each side of row 7)
			               --out=docs (with --rows: benchmarks/target/field)
			""";

	private static final Pattern OPTION = Pattern.compile("--([a-z-]+)=");

	private Benchmarks() {
	}

	public static void main(String[] args) throws Exception {
		if (args.length == 0 || optionsOf(args[0]).isEmpty()) {
			System.err.print(USAGE);
			System.exit(2);
		}
		Options options = Options.parse(args, 1);
		options.assertAreAmong(optionsOf(args[0]));
		switch (args[0]) {
			case "load" -> load(options);
			case "rate" -> rate(options);
			case "callers" -> callers(options);
			case "spike" -> probe(SpikeProcess.class, options.text("rounds", "5"));
			case "close" -> probe(CloseProcess.class, options.text("rounds", "3"));
			case "isolation" -> probe(IsolationProcess.class, Arrays.copyOfRange(args, 1, args.length));
			case "defaults" -> defaults(options);
			case "misbehave" -> print(() -> new MisbehaveBenchmark(options).run());
			case "pool" -> print(() -> new PoolBenchmark(options).run());
			case "idle" -> print(() -> new IdleBenchmark(options).run());
			case "startup" -> print(() -> new StartupBenchmark(options).run());
			case "stale" -> print(() -> new StaleBenchmark(options).run());
			case "field" -> field(options);
			default -> throw new IllegalStateException("Only the usage knows benchmark " + args[0]);
		}
	}

	/**
	 * Returns the options that the usage names for a benchmark.
	 */
	static Set<String> optionsOf(String benchmark) {
		return USAGE.lines()
			.dropWhile((line) -> !line.startsWith("  " + benchmark + " "))
			.skip(1)
			.takeWhile((line) -> line.startsWith("   "))
			.flatMap((line) -> OPTION.matcher(line).results())
			.map((option) -> option.group(1))
			.collect(Collectors.toSet());
	}

	/**
	 * Prints what a benchmark reports, and the machine as it was before.
	 */
	private static void print(Callable<?> benchmark) throws Exception {
		String machine = Machine.describe();
		System.out.printf("%s%n%n%s%n", machine, benchmark.call());
	}

	private static void load(Options options) throws Exception {
		String machine = Machine.describe();
		try (Upstream upstream = Upstream.fastest(LoadBenchmark.answer(options))) {
			LoadBenchmark benchmark = new LoadBenchmark(upstream, options);
			System.out.printf("%s; server: %s; %s%n%n%s%n", machine, upstream.name(), benchmark.conditions(),
					benchmark.run());
		}
	}

	private static void rate(Options options) throws Exception {
		String machine = Machine.describe();
		System.out.printf("%s; %s%n", machine, new RateBenchmark(options).run());
	}

	private static void callers(Options options) throws Exception {
		String machine = Machine.describe();
		CallersReport report = new CallersBenchmark(options).run();
		System.out.printf("%s; %s%n", machine, report);
		List<Path> series = report.writeSeries(Path.of(System.getProperty("benchmarks.target", "."), "callers"));
		System.err.println("Second by second: " + series);
	}

	private static void defaults(Options options) throws Exception {
		String machine = Machine.describe();
		try (Upstream upstream = Upstream.slow()) {
			System.out.printf("%s%n%n%s%n", machine, new DefaultsBenchmark(upstream, options).run());
		}
	}

	private static void field(Options options) throws Exception {
		String machine = Machine.describe();
		System.out.printf("%s%n%n%s%n", machine, new FieldBenchmark(options).run(machine));
	}

	/**
	 * Runs a probe, which prints its own table, in a JVM like those of the load, against
	 * a server that can be slow.
	 */
	private static void probe(Class<?> main, String... arguments) throws Exception {
		System.out.println(Machine.describe());
		System.out.println();
		try (Upstream upstream = Upstream.slow()) {
			String[] all = Stream
				.concat(Stream.of(upstream.uri().toString(), Long.toString(upstream.pid())), Arrays.stream(arguments))
				.toArray(String[]::new);
			JavaProcess.start(main, all).printToEnd();
		}
	}

}
