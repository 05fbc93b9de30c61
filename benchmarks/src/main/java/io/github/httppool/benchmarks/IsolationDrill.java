package io.github.httppool.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Calls payment and inventory at the same constant rate, lets inventory hang until its
 * calls have taken all connections they can get, and lets it recover. Each dependency has
 * {@linkplain ConstantRate callers} of its own; with common ones, these would be what
 * payment's calls wait for.
 */
final class IsolationDrill {

	private final InventorySwitch inventory;

	private final Neighbours neighbours;

	private final int rate;

	private final Duration warmUp;

	private final Duration window;

	IsolationDrill(InventorySwitch inventory, Neighbours neighbours, Options options) {
		this.inventory = inventory;
		this.neighbours = neighbours;
		this.rate = options.number("rate", 500);
		this.warmUp = Duration.ofSeconds(options.number("warm-up", 2));
		this.window = Duration.ofSeconds(options.number("window", 8));
	}

	IsolationMeasurement run(Map<Dependency, Runnable> calls) throws IOException, InterruptedException {
		Timetable timetable = Timetable.fromNow(this.warmUp, this.window);
		Map<Dependency, ConstantRate> loads = new EnumMap<>(Dependency.class);
		calls.forEach((dependency, call) -> loads.put(dependency,
				new ConstantRate(this.rate, shift(dependency), call, timetable)));
		loads.values().forEach(ConstantRate::start);
		boolean quiet = pass(Phase.BEFORE, timetable);
		this.inventory.hang();
		try {
			this.inventory.awaitAllConnectionsTaken(timetable.windowBegin(Phase.HANGING));
			quiet &= pass(Phase.HANGING, timetable);
		}
		finally {
			this.inventory.recover();
		}
		quiet &= pass(Phase.AFTER, timetable);
		Map<Dependency, Map<Phase, Calls>> ended = new EnumMap<>(Dependency.class);
		for (Dependency dependency : Dependency.values()) {
			ended.put(dependency, loads.get(dependency).await());
		}
		return new IsolationMeasurement(ended, !quiet);
	}

	/**
	 * Calls of one dependency are due halfway between those of the other.
	 */
	private static double shift(Dependency dependency) {
		return (double) dependency.ordinal() / Dependency.values().length;
	}

	/**
	 * Waits for the end of a phase.
	 * @return whether its window was quiet
	 */
	private boolean pass(Phase phase, Timetable timetable) {
		Timetable.sleepUntil(timetable.windowBegin(phase));
		long cpuBefore = this.neighbours.cpuNanos();
		Timetable.sleepUntil(timetable.windowEnd(phase));
		long cpuUsed = this.neighbours.cpuNanos() - cpuBefore;
		Timetable.sleepUntil(timetable.end(phase));
		return Neighbours.areQuiet(cpuUsed, this.window.toNanos());
	}

}
