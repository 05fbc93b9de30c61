package io.github.httppool.benchmarks.defaults;

/**
 * A neighbour that uses a core for as long as it runs.
 */
public final class BusyProcess {

	private BusyProcess() {
	}

	public static void main(String[] args) {
		while (true) {
			Thread.onSpinWait();
		}
	}

}
