package io.github.httppool.benchmarks.misbehave;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the upstream has seen of its clients.
 */
final class Journal {

	private final Map<Integer, Sighting> sightings = new ConcurrentHashMap<>();

	private final Queue<Unused> unused = new ConcurrentLinkedQueue<>();

	private final Queue<String> reuses = new ConcurrentLinkedQueue<>();

	private final Queue<String> mixtures = new ConcurrentLinkedQueue<>();

	private final Set<Integer> uploads = ConcurrentHashMap.newKeySet();

	private final Queue<String> repetitions = new ConcurrentLinkedQueue<>();

	/**
	 * A request has come.
	 */
	void arrived(Story story, Arrival arrival) {
		this.sightings.merge(story.number(), Sighting.of(arrival), Sighting::plus);
		arrival.unfit().ifPresent((reason) -> this.reuses.add("%s, after %s".formatted(story, reason)));
	}

	/**
	 * A request is answered, or what the upstream does instead: it has not come too late.
	 */
	void takenUp(Story story, Request request) {
		boolean upload = story.sending().hasBody() && !Story.isMoved(request.path());
		if (upload && !this.uploads.add(story.number())) {
			this.repetitions.add(story.toString());
		}
	}

	/**
	 * Something has come that is no request of a caller, or not as the caller made it.
	 */
	void mixedUp(String what) {
		this.mixtures.add(what);
	}

	/**
	 * A connection has been closed on which no request has come since a disturbance.
	 */
	void leftUnused(long disturbedAt) {
		this.unused.add(new Unused(disturbedAt, System.nanoTime()));
	}

	/**
	 * Returns the failed calls, of whose last request nothing was seen, that may have had
	 * a connection that was disturbed before anything was sent.
	 * @param outcomes how all calls ended
	 */
	Set<Outcome> excusedUnsent(List<Outcome> outcomes) {
		Excuses excuses = new Excuses(List.copyOf(this.unused));
		outcomes.stream().filter(this::isUnsent).forEach(excuses::add);
		return excuses.excused();
	}

	private boolean isUnsent(Outcome outcome) {
		return outcome.end() == Outcome.End.FAILED && isUnsent(outcome.story());
	}

	/**
	 * Returns whether the upstream has not seen all requests of a call.
	 */
	boolean isUnsent(Story story) {
		return of(story).arrivals() < story.requests() && !story.sending().isWrong();
	}

	Sighting of(Story story) {
		return this.sightings.getOrDefault(story.number(), Sighting.NONE);
	}

	/**
	 * Returns the calls that were made on connections that must not be used any more.
	 */
	List<String> reuses() {
		return List.copyOf(this.reuses);
	}

	/**
	 * Returns requests that contain what was not sent as a part of them.
	 */
	List<String> mixtures() {
		return List.copyOf(this.mixtures);
	}

	/**
	 * Returns the calls that are not idempotent and were taken up more than once.
	 */
	List<String> repetitions() {
		return List.copyOf(this.repetitions);
	}

	/**
	 * A connection on which no request has come between a disturbance and its end.
	 */
	record Unused(long disturbedAt, long closedAt) {

		/**
		 * Returns whether the connection may have been that of a call. A client may still
		 * use it for a moment after the upstream has reset it.
		 */
		boolean mayHaveBeenOf(Outcome call) {
			return this.disturbedAt - call.ended() < 0 && this.closedAt + Pauses.LENGTH.toNanos() - call.begun() > 0;
		}

	}

	/**
	 * What the upstream has seen of one call.
	 *
	 * @param arrivals how often it has come
	 * @param disturbed whether it came on a connection of which the client could not know
	 * that it was of no use any more
	 * @param surplus what it may have taken for its answer then
	 */
	record Sighting(int arrivals, boolean disturbed, String surplus) {

		static final Sighting NONE = new Sighting(0, false, "");

		static Sighting of(Arrival arrival) {
			return new Sighting(1, arrival.disturbed(), arrival.surplus());
		}

		Sighting plus(Sighting other) {
			return new Sighting(this.arrivals + other.arrivals, this.disturbed || other.disturbed,
					this.surplus + other.surplus);
		}

		@Override
		public String toString() {
			return "seen " + this.arrivals + " times" + (this.disturbed ? ", and not on a good connection" : "");
		}

		/**
		 * Returns whether no client could have told an answer of this owner from its own.
		 */
		boolean explains(String owner) {
			return !owner.isEmpty() && this.surplus.contains(owner);
		}

	}

}
