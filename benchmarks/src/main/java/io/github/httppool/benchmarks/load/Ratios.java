package io.github.httppool.benchmarks.load;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.load.Measurement.Figure;

/**
 * Figures, and figures as multiples of others, one for each round: what disturbs a round
 * mostly disturbs both sides of its ratio. Empty where a side was not measured.
 *
 * @param measurements those of each subject, in the order of the rounds
 */
record Ratios(Map<Subject, List<Measurement>> measurements) {

	/**
	 * Returns a figure of a subject.
	 */
	Optional<Sample> own(Subject subject, Figure figure) {
		return sample(List.of(subject), (round) -> get(subject, round, figure));
	}

	/**
	 * Returns the CPU time that a client cannot cost less than.
	 */
	Optional<Sample> floor(Subject client) {
		return sample(client.floors(), (round) -> floor(client, round));
	}

	/**
	 * Returns the CPU time of a client as a multiple of its floor.
	 */
	Optional<Sample> aboveFloor(Subject client) {
		if (client.floors().isEmpty() || floor(client).isEmpty()) {
			return Optional.empty();
		}
		return sample(List.of(client), (round) -> get(client, round, Figure.CPU) / floor(client, round));
	}

	private double floor(Subject client, int round) {
		return client.floors().stream().mapToDouble((floor) -> get(floor, round, Figure.CPU)).sum();
	}

	/**
	 * Returns a figure of this starter as a multiple of that of a peer.
	 */
	Optional<Sample> ofPeer(Subject peer, Figure figure) {
		return sample(List.of(peer.ours(), peer),
				(round) -> get(peer.ours(), round, figure) / get(peer, round, figure));
	}

	/**
	 * Returns a figure of this starter as a multiple of that of the peer that has the
	 * highest median of all of these.
	 */
	Optional<Sample> ofBest(Collection<Subject> peers, Figure figure) {
		if (!this.measurements.keySet().containsAll(peers)) {
			return Optional.empty();
		}
		return peers.stream()
			.max(Comparator.comparingDouble((peer) -> own(peer, figure).orElseThrow().median()))
			.flatMap((best) -> ofPeer(best, figure));
	}

	private Optional<Sample> sample(List<Subject> subjects, IntToDoubleFunction ofRound) {
		if (!this.measurements.keySet().containsAll(subjects)) {
			return Optional.empty();
		}
		Sample sample = Sample
			.of(IntStream.range(0, this.measurements.get(subjects.get(0)).size()).mapToDouble(ofRound));
		return Double.isNaN(sample.median()) ? Optional.empty() : Optional.of(sample);
	}

	private double get(Subject subject, int round, Figure figure) {
		return this.measurements.get(subject).get(round).get(figure);
	}

}
