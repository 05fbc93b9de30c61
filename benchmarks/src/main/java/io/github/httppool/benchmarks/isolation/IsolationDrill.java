package io.github.httppool.benchmarks.isolation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.BlockingOpenLoad;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.OpenLoad;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Timetable;

/**
 * Calls payment and inventory at the same constant rate, lets inventory hang until its
 * calls have taken all connections they can get, and lets it recover. Each dependency has
 * callers of its own; with common ones, these would be what payment's calls wait for.
 */
final class IsolationDrill {

	/** Of each dependency; as many as Tomcat has threads. */
	private static final int CALLERS = 200;

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
		PhaseSchedule schedule = PhaseSchedule.fromNow(this.warmUp, this.window);
		Map<Dependency, CallsByPhase> ended = new EnumMap<>(Dependency.class);
		List<OpenLoad> loads = new ArrayList<>();
		calls.forEach((dependency, call) -> {
			ended.put(dependency, new CallsByPhase(schedule));
			loads.add(load(dependency, call, schedule, ended.get(dependency)));
		});
		loads.forEach(OpenLoad::begin);
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
		for (OpenLoad load : loads) {
			if (!load.await(OpenLoad.LAST_CALLS)) {
				throw new IllegalStateException("Calls have not ended");
			}
		}
		return new IsolationMeasurement(ended, !quiet);
	}

	private OpenLoad load(Dependency dependency, Runnable call, PhaseSchedule schedule, CallsByPhase calls) {
		Timetable timetable = new Timetable(schedule.start(), schedule.untilLastWindowEnds(),
				Arrivals.even(this.rate, shift(dependency)));
		return new BlockingOpenLoad(CALLERS, call, timetable, calls);
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
	private boolean pass(Phase phase, PhaseSchedule schedule) {
		Timetable.sleepUntil(schedule.windowBegin(phase));
		boolean quiet = this.neighbours.areQuietUntil(schedule.windowEnd(phase));
		Timetable.sleepUntil(schedule.end(phase));
		return quiet;
	}

}
