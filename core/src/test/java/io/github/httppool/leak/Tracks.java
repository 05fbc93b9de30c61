package io.github.httppool.leak;

import static org.awaitility.Awaitility.await;

/**
 * Makes tracks whose response is held, or forgotten.
 */
final class Tracks {

	private Tracks() {
	}

	static CallTrack of(String callSite) {
		return new CallTrack("GET", "/orders/{id}", (callSite != null) ? () -> callSite : null);
	}

	/**
	 * Returns a track whose response nobody can reach any more.
	 */
	static CallTrack abandoned(String callSite, Ending ending) {
		CallTrack track = of(callSite);
		abandon(track, ending);
		return track;
	}

	static void abandon(CallTrack track, Ending ending) {
		track.heldBy(new Object(), ending);
		await().until(() -> {
			System.gc();
			return track.isAbandoned();
		});
	}

}
