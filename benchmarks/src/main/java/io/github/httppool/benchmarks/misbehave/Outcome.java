package io.github.httppool.benchmarks.misbehave;

import java.util.Arrays;

/**
 * How a call ended for its caller.
 *
 * @param story the call
 * @param end how it ended
 * @param owner whose answer came, in its own words; empty if none came
 * @param details what came, or what went wrong
 * @param begun when it began, as {@link System#nanoTime()} tells
 * @param ended when it ended
 */
record Outcome(Story story, End end, String owner, String details, long begun, long ended) {

	static Outcome received(Story story, Received received, long begun) {
		return new Outcome(story, judge(story, received), received.owner(), received.toString(), begun,
				System.nanoTime());
	}

	static Outcome failed(Story story, Throwable failure, long begun) {
		return new Outcome(story, End.FAILED, "", describe(failure), begun, System.nanoTime());
	}

	/**
	 * Returns the outcome of a call that was given up: as its caller wanted, or because
	 * it did not end.
	 */
	static Outcome givenUp(Story story, long begun) {
		End end = story.cancelledAfter().isPresent() ? End.CANCELLED : End.HUNG;
		return new Outcome(story, end, "", "", begun, System.nanoTime());
	}

	static Outcome hung(Story story, long begun) {
		return new Outcome(story, End.HUNG, "", "", begun, System.nanoTime());
	}

	long nanos() {
		return this.ended - this.begun;
	}

	private static End judge(Story story, Received received) {
		String owner = story.owner();
		boolean right = received.owner().equals(Payload.tag(owner)) && received.status() == story.status()
				&& isBody(received.body(), story);
		if (right) {
			return End.RIGHT;
		}
		boolean mixed = Payload.isMixed(received.owner() + Bytes.text(received.body()), owner);
		return mixed ? End.ANOTHERS : End.BROKEN;
	}

	private static boolean isBody(byte[] body, Story story) {
		byte[] expected = story.body();
		return story.reading().isToTheEnd() ? Arrays.equals(body, expected) : body.length <= expected.length
				&& Arrays.mismatch(body, expected) == ((body.length < expected.length) ? body.length : -1);
	}

	private static String describe(Throwable failure) {
		StringBuilder text = new StringBuilder();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			text.append(text.isEmpty() ? "" : " <- ").append(cause.getClass().getSimpleName());
			if (cause.getCause() == null) {
				text.append(": ").append(cause.getMessage());
			}
		}
		return text.toString();
	}

	/**
	 * How calls end.
	 */
	enum End {

		/** With the answer, as it was sent. */
		RIGHT,

		/** With an answer, or a part of it, that belongs to another call, or to none. */
		ANOTHERS,

		/** With an answer that was not sent like this. */
		BROKEN,

		FAILED,

		/** The caller gave up, as it had decided to. */
		CANCELLED,

		/** Not at all, within the limit. */
		HUNG

	}

}
