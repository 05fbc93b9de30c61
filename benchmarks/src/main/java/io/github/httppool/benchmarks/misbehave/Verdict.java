package io.github.httppool.benchmarks.misbehave;

import java.util.Set;

/**
 * What is to be said of a call in the light of what the upstream has seen.
 */
public enum Verdict {

	/** It got its answer. */
	ANSWERED(true),

	/** There was no right answer, or its own request was wrong, and it failed. */
	FAILED_RIGHTLY(true),

	/**
	 * It failed because the upstream closed its connection, or wrote surplus bytes, at
	 * about the moment at which it was used.
	 */
	FAILED_UNLUCKILY(true),

	/** Its caller gave up. */
	CANCELLED(true),

	/**
	 * It got a surplus response, which came at about the moment at which its connection
	 * was used, so that perhaps no client could have told it from the answer.
	 */
	UNDECIDABLE(true),

	/**
	 * It got an answer, or a part of one, that was meant for another call or for none.
	 */
	ANOTHERS_ANSWER(false),

	/** It got an answer that was not sent like this, such as half of one. */
	BROKEN_ANSWER(false),

	/** It failed, although its answer was right and on its way. */
	LOST(false),

	/** It did not end. */
	HUNG(false);

	private final boolean good;

	Verdict(boolean good) {
		this.good = good;
	}

	/**
	 * Returns whether the client did what it could.
	 * @return {@code false} if it is to blame
	 */
	public boolean isGood() {
		return this.good;
	}

	static Verdict on(Outcome outcome, Journal journal, Set<Outcome> excusedUnsent) {
		return switch (outcome.end()) {
			case RIGHT -> ANSWERED;
			case CANCELLED -> CANCELLED;
			case HUNG -> HUNG;
			case BROKEN -> BROKEN_ANSWER;
			case ANOTHERS -> journal.of(outcome.story()).explains(outcome.owner()) ? UNDECIDABLE : ANOTHERS_ANSWER;
			case FAILED -> onFailure(outcome, journal, excusedUnsent);
		};
	}

	private static Verdict onFailure(Outcome outcome, Journal journal, Set<Outcome> excusedUnsent) {
		Story story = outcome.story();
		if (journal.of(story).disturbed() || excusedUnsent.contains(outcome)) {
			return FAILED_UNLUCKILY;
		}
		return (story.mayFail() && !journal.isUnsent(story)) ? FAILED_RIGHTLY : LOST;
	}

}
