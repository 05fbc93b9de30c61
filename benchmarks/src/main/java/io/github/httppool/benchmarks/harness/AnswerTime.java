package io.github.httppool.benchmarks.harness;

import java.io.IOException;

/**
 * How long the server takes to answer.
 *
 * @param millis the time, or 0 to answer at once
 */
public record AnswerTime(int millis) {

	/**
	 * Starts the server that can answer like that and takes the least from the client.
	 */
	public Upstream startUpstream() throws IOException, InterruptedException {
		return isAtOnce() ? Upstream.fastest(new Answer(Upstream.ANSWER)) : Upstream.slow();
	}

	public String path() {
		return isAtOnce() ? Upstream.PATH : "/after/" + this.millis;
	}

	/**
	 * Fails if clients may not open as many connections as calls would be under way on
	 * average, which by Little's law are the rate times this time: calls would wait for
	 * connections, more and more of them.
	 * @param rate calls per second
	 */
	public void requireConnections(double rate) {
		double underWay = rate * this.millis / 1e3;
		if (underWay > Variant.MAX_CONNECTIONS) {
			throw new IllegalArgumentException(
					"%.0f calls of %d ms a second are %.0f under way on average, and clients may open %d connections"
						.formatted(rate, this.millis, underWay, Variant.MAX_CONNECTIONS));
		}
	}

	private boolean isAtOnce() {
		return this.millis == 0;
	}

	@Override
	public String toString() {
		return isAtOnce() ? "at once" : "after %d ms".formatted(this.millis);
	}

}
