package io.github.httppool.benchmarks.isolation;

import java.util.EnumMap;
import java.util.Map;

import io.github.httppool.benchmarks.harness.CallRecorder;

/**
 * Calls of one dependency, by the phase in whose window they were due.
 */
final class CallsByPhase implements CallRecorder {

	private final PhaseSchedule schedule;

	private final Map<Phase, Calls> calls = new EnumMap<>(Phase.class);

	CallsByPhase(PhaseSchedule schedule) {
		this.schedule = schedule;
		for (Phase phase : Phase.values()) {
			this.calls.put(phase, new Calls(schedule.window()));
		}
	}

	Map<Phase, Calls> calls() {
		return this.calls;
	}

	@Override
	public void started(long due, long now) {
		// The wait for a caller is part of the latency, and not told apart.
	}

	@Override
	public void answered(long due, long now) {
		note(due, now, Outcome.ANSWERED);
	}

	@Override
	public void failed(long due, long now, Throwable failure) {
		note(due, now, Outcome.of(failure));
	}

	private void note(long due, long now, Outcome outcome) {
		this.schedule.windowAt(due).ifPresent((phase) -> this.calls.get(phase).note(now - due, outcome));
	}

}
