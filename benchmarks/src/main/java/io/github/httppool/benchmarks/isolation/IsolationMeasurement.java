package io.github.httppool.benchmarks.isolation;

import java.util.Map;

/**
 * One drill: what became of all calls before inventory hung, while it did, and after.
 *
 * @param calls the calls, by the phase in whose window they were due
 * @param disturbed whether other processes were busy meanwhile
 */
record IsolationMeasurement(Map<Dependency, CallsByPhase> calls, boolean disturbed) {

	Calls get(Dependency dependency, Phase phase) {
		return this.calls.get(dependency).calls().get(phase);
	}

	/**
	 * Returns payment's p99 in a phase, as a multiple of what it was before.
	 */
	double slowdown(Phase phase) {
		return get(Dependency.PAYMENT, phase).millis(99) / get(Dependency.PAYMENT, Phase.BEFORE).millis(99);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.disturbed ? "disturbed" : "quiet").append(", payment's p99:");
		this.calls.get(Dependency.PAYMENT)
			.calls()
			.forEach((phase, payment) -> text.append(" %s %.2f ms".formatted(phase.title(), payment.millis(99))));
		return text.toString();
	}

}
