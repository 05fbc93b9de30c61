package io.github.httppool.benchmarks.misbehave;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the upstream has seen of its clients.
 */
final class Journal {

	private final Map<Integer, Sighting> sightings = new ConcurrentHashMap<>();

	private final Queue<String> reuses = new ConcurrentLinkedQueue<>();

	private final Queue<String> mixtures = new ConcurrentLinkedQueue<>();

	private final Queue<String> repetitions = new ConcurrentLinkedQueue<>();

	/**
	 * A request has come.
	 */
	void arrived(Story story, Request request, Ground ground) {
		Sighting sighting = this.sightings.merge(story.number(), new Sighting(1, ground == Ground.DISTURBED),
				Sighting::plus);
		if (ground == Ground.SPENT) {
			this.reuses.add(story.toString());
		}
		if (sighting.arrivals() > 1 && story.sending().hasBody() && !Story.isMoved(request.path())) {
			this.repetitions.add(story.toString());
		}
	}

	/**
	 * Something has come that is no request of a caller, or not as the caller made it.
	 */
	void mixedUp(String what) {
		this.mixtures.add(what);
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
	 * Returns the calls that are not idempotent and arrived more than once.
	 */
	List<String> repetitions() {
		return List.copyOf(this.repetitions);
	}

	/**
	 * What the upstream has seen of one call.
	 *
	 * @param arrivals how often it has come
	 * @param disturbed whether it came on a connection of which the client could not know
	 * that it was of no use any more
	 */
	record Sighting(int arrivals, boolean disturbed) {

		static final Sighting NONE = new Sighting(0, false);

		Sighting plus(Sighting other) {
			return new Sighting(this.arrivals + other.arrivals, this.disturbed || other.disturbed);
		}

	}

}
