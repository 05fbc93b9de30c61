package io.github.httppool.benchmarks.load;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.load.Measurement.Figure;

/**
 * How fast this starter wants to be, by this load, against its floors and its peers.
 */
enum Target {

	REST_FLOOR("RestClient, CPU / floor", Bound.AT_MOST, 1.6, (ratios) -> ratios.aboveFloor(Subject.REST_OURS)),

	REST_CPU("RestClient, CPU / Apache HC5's", Bound.AT_MOST, 0.5,
			(ratios) -> ratios.ofPeer(Subject.REST_HC5, Figure.CPU)),

	REST_BYTES("RestClient, bytes / Jetty's", Bound.AT_MOST, 1,
			(ratios) -> ratios.ofPeer(Subject.REST_JETTY, Figure.BYTES)),

	REST_RATE("RestClient, requests/s / best of HC5, JDK, Jetty, Reactor Netty", Bound.AT_LEAST, 1.5, (ratios) -> ratios
		.ofBest(List.of(Subject.REST_HC5, Subject.REST_JDK, Subject.REST_JETTY, Subject.REST_REACTOR), Figure.RATE)),

	WEB_FLOOR("WebClient, CPU / floor", Bound.AT_MOST, 1.1, (ratios) -> ratios.aboveFloor(Subject.WEB_OURS)),

	WEB_CPU("WebClient, CPU / Reactor Netty's", Bound.AT_MOST, 0.85,
			(ratios) -> ratios.ofPeer(Subject.WEB_REACTOR, Figure.CPU)),

	WEB_P99("WebClient, p99 / Reactor Netty's", Bound.AT_MOST, 0.7,
			(ratios) -> ratios.ofPeer(Subject.WEB_REACTOR, Figure.P99)),

	WEB_RATE("WebClient, requests/s / Reactor Netty's", Bound.AT_LEAST, 1.1,
			(ratios) -> ratios.ofPeer(Subject.WEB_REACTOR, Figure.RATE)),

	REST_LOOPS("RestClient, busiest / idlest event loop", Bound.AT_MOST, 1.5,
			(ratios) -> ratios.own(Subject.REST_OURS, Figure.LOOPS)),

	WEB_LOOPS("WebClient, busiest / idlest event loop", Bound.AT_MOST, 1.5,
			(ratios) -> ratios.own(Subject.WEB_OURS, Figure.LOOPS));

	private final String title;

	private final Bound bound;

	private final double limit;

	private final Function<Ratios, Optional<Sample>> reached;

	Target(String title, Bound bound, double limit, Function<Ratios, Optional<Sample>> reached) {
		this.title = title;
		this.bound = bound;
		this.limit = limit;
		this.reached = reached;
	}

	/**
	 * Returns what is wanted, in words.
	 */
	String title() {
		return "%s %s %.2f".formatted(this.title, this.bound.sign, this.limit);
	}

	/**
	 * Returns what was reached in each round, if it was measured.
	 */
	Optional<Sample> reached(Ratios ratios) {
		return this.reached.apply(ratios);
	}

	/**
	 * Returns whether that is enough, by its median.
	 */
	String verdict(Sample reached) {
		boolean always = this.bound.holds(reached.min(), this.limit) && this.bound.holds(reached.max(), this.limit);
		if (this.bound.holds(reached.median(), this.limit)) {
			return always ? "reached" : "reached, not in every round";
		}
		boolean ever = this.bound.holds(reached.min(), this.limit) || this.bound.holds(reached.max(), this.limit);
		return ever ? "missed, not in every round" : "missed";
	}

	/**
	 * The side on which a limit is not to be passed.
	 */
	private enum Bound {

		AT_MOST("<="), AT_LEAST(">=");

		private final String sign;

		Bound(String sign) {
			this.sign = sign;
		}

		boolean holds(double value, double limit) {
			return (this == AT_MOST) ? value <= limit : value >= limit;
		}

	}

}
