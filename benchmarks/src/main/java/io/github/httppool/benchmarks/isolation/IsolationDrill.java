package io.github.httppool.benchmarks.isolation;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.Options;

/**
 * Calls payment and inventory at the same constant rate, lets inventory hang until its
 * calls have taken all connections they can get, and lets it recover. Each dependency has
 * {@linkplain ConstantRate callers} of its own; with common ones, these would be what
 * payment's calls wait for.
 */
final class IsolationDrill {

	private final InventorySwitch inventory;

	private final NoisyNeighbours neighbours;

	private final int rate;

	private final Duration warmUp;

	private final Duration window;

	IsolationDrill(InventorySwitch inventory, NoisyNeighbours neighbours, Options options) {
		this.inventory = inventory;
		this.neighbours = neighbours;
		this.rate = options.number("rate", 500);
		this.warmUp = Duration.ofSeconds(options.number("warm-up", 2));
		this.window = Duration.ofSeconds(options.number("window", 8));
	}

	IsolationMeasurement run(Map<Dependency, Runnable> calls) throws IOException, InterruptedException {
		ArrivalSchedule schedule = ArrivalSchedule.fromNow(this.warmUp, this.window);
		Map<Dependency, ConstantRate> loads = new EnumMap<>(Dependency.class);
		calls.forEach((dependency, call) -> loads.put(dependency,
				new ConstantRate(this.rate, shift(dependency), call, schedule)));
		loads.values().forEach(ConstantRate::start);
		boolean quiet = pass(Phase.BEFORE, schedule);
		this.inventory.hang();
		try {
			this.inventory.awaitAllConnectionsTaken(schedule.windowBegin(Phase.HANGING));
			quiet &= pass(Phase.HANGING, schedule);
		}
		finally {
			this.inventory.recover();
		}
		quiet &= pass(Phase.AFTER, schedule);
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
	private boolean pass(Phase phase, ArrivalSchedule schedule) {
		ArrivalSchedule.sleepUntil(schedule.windowBegin(phase));
		long cpuBefore = this.neighbours.cpuNanos();
		ArrivalSchedule.sleepUntil(schedule.windowEnd(phase));
		long cpuUsed = this.neighbours.cpuNanos() - cpuBefore;
		ArrivalSchedule.sleepUntil(schedule.end(phase));
		return NoisyNeighbours.areQuiet(cpuUsed, this.window.toNanos());
	}

}
