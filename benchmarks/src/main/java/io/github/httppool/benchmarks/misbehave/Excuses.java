package io.github.httppool.benchmarks.misbehave;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.httppool.benchmarks.misbehave.Journal.Unused;

/**
 * Which failed calls, of whose request nothing was seen, are excused because the upstream
 * disturbed the connection that they may have had. A connection excuses one call. As many
 * calls are excused as possible, by augmenting paths (Kuhn's algorithm for bipartite
 * matchings): a call that could have had several connections leaves the others their own.
 */
final class Excuses {

	private final List<Unused> connections;

	private final Map<Unused, Outcome> excused = new HashMap<>();

	Excuses(List<Unused> connections) {
		this.connections = connections;
	}

	void add(Outcome call) {
		excuse(call, new HashSet<>());
	}

	private boolean excuse(Outcome call, Set<Unused> tried) {
		for (Unused connection : this.connections) {
			if (connection.mayHaveBeenOf(call) && tried.add(connection)) {
				Outcome other = this.excused.get(connection);
				if (other == null || excuse(other, tried)) {
					this.excused.put(connection, call);
					return true;
				}
			}
		}
		return false;
	}

	Set<Outcome> excused() {
		return Set.copyOf(this.excused.values());
	}

}
