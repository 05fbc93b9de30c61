package io.github.httppool.benchmarks.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Sample;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the core of the pool with JMH: what a lease costs, how that grows with hosts
 * and threads, and whether more than one lock would do better. Each case is a JVM of its
 * own; cases take turns, round by round, and figures are medians.
 */
public final class PoolBenchmark {

	private static final int MANY_LOCKS = 64;

	/** Few enough that the demand of each is recorded, whatever pool it is in. */
	private static final int STRIPED_HOSTS = 16;

	private final int rounds;

	private final int warmUp;

	private final int window;

	private final int[] threads;

	private final int[] hosts;

	private final Map<Case, List<Cost>> costs = new LinkedHashMap<>();

	public PoolBenchmark(Options options) {
		this.rounds = options.number("rounds", 3);
		this.warmUp = options.number("warm-up", 5);
		this.window = options.number("window", 5);
		this.threads = numbers(options.text("threads", "1,2,8,32,64"));
		this.hosts = numbers(options.text("hosts", "1,100,10000"));
	}

	private static int[] numbers(String list) {
		return Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).toArray();
	}

	public String run() throws RunnerException {
		endForksWithThisProcess();
		Set<Case> cases = cases();
		for (int round = 1; round <= this.rounds; round++) {
			int left = cases.size();
			for (Case each : cases) {
				System.err.printf("round %d of %d, %d left: %s%n", round, this.rounds, left--, each);
				this.costs.computeIfAbsent(each, (key) -> new ArrayList<>())
					.add(each.measure(this.warmUp, this.window));
			}
		}
		return report();
	}

	/**
	 * JMH leaves its JVM behind when it is interrupted.
	 */
	private static void endForksWithThisProcess() {
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
	}

	private Set<Case> cases() {
		Set<Case> cases = new LinkedHashSet<>();
		cases.add(Case.callerAlone());
		for (int threadCount : this.threads) {
			cases.add(Case.lockAlone(threadCount));
			for (int hostCount : this.hosts) {
				for (Listening listening : Listening.values()) {
					cases.add(Case.ofPool(listening, hostCount, threadCount));
				}
			}
			cases.add(Case.withLocks(1, STRIPED_HOSTS, threadCount));
			cases.add(Case.withLocks(MANY_LOCKS, STRIPED_HOSTS, threadCount));
		}
		return cases;
	}

	// Report

	private String report() {
		return "%s%n%s%n%s".formatted(costTable(), lockTable(), disturbances());
	}

	private MarkdownTable costTable() {
		MarkdownTable table = new MarkdownTable("a lease and its return", "hosts", "threads", "operations/s",
				"ns of a core", "bytes");
		addRow(table, "clock and caller alone", Case.callerAlone());
		for (int threadCount : this.threads) {
			addRow(table, "lock alone, twice", Case.lockAlone(threadCount));
		}
		for (Listening listening : Listening.values()) {
			for (int hostCount : this.hosts) {
				for (int threadCount : this.threads) {
					addRow(table, listening.title(), Case.ofPool(listening, hostCount, threadCount));
				}
			}
		}
		return table;
	}

	private void addRow(MarkdownTable table, String title, Case measured) {
		int threadCount = measured.threads();
		table.row(title, "%,d".formatted(measured.hosts()), Integer.toString(threadCount),
				"%,.0f".formatted(sample(measured, Cost::perSecond).median()),
				"%.0f (%.0f-%.0f)".formatted(nanos(measured).median(), nanos(measured).min(), nanos(measured).max()),
				"%.0f".formatted(sample(measured, Cost::bytes).median()));
	}

	private Sample nanos(Case measured) {
		return sample(measured, (cost) -> cost.nanos(measured.threads()));
	}

	private MarkdownTable lockTable() {
		MarkdownTable table = new MarkdownTable("threads, %d hosts".formatted(STRIPED_HOSTS), "one lock, operations/s",
				"%d locks and a total, operations/s".formatted(MANY_LOCKS), "%d locks / one".formatted(MANY_LOCKS));
		for (int threadCount : this.threads) {
			Case one = Case.withLocks(1, STRIPED_HOSTS, threadCount);
			Case many = Case.withLocks(MANY_LOCKS, STRIPED_HOSTS, threadCount);
			table.row(Integer.toString(threadCount), "%,.0f".formatted(sample(one, Cost::perSecond).median()),
					"%,.0f".formatted(sample(many, Cost::perSecond).median()), ratios(many, one).withRange());
		}
		return table;
	}

	private Sample ratios(Case upper, Case lower) {
		List<Cost> lowers = this.costs.get(lower);
		List<Cost> uppers = this.costs.get(upper);
		double[] ratios = new double[uppers.size()];
		Arrays.setAll(ratios, (round) -> uppers.get(round).perSecond() / lowers.get(round).perSecond());
		return Sample.of(Arrays.stream(ratios));
	}

	private Sample sample(Case measured, ToDoubleFunction<Cost> figure) {
		return Sample.of(this.costs.get(measured).stream().mapToDouble(figure));
	}

	private String disturbances() {
		List<Cost> all = this.costs.values().stream().flatMap(List::stream).toList();
		return Machine.disturbed(all.stream().mapToInt(Cost::disturbed).sum(),
				all.stream().mapToInt(Cost::seconds).sum());
	}

}
