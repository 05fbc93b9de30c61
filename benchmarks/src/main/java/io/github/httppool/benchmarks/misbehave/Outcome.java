package io.github.httppool.benchmarks.misbehave;

import java.util.Arrays;

/**
 * How a call ended for its caller.
 *
 * @param story the call
 * @param end how it ended
 * @param owner whose answer came, if one came that says so
 * @param details what came, or what went wrong
 * @param nanos how long it took
 */
record Outcome(Story story, End end, String owner, String details, long nanos) {

	static Outcome received(Story story, Received received, long nanos) {
		return new Outcome(story, judge(story, received), received.owner(), received.toString(), nanos);
	}

	static Outcome failed(Story story, Throwable failure, long nanos) {
		return new Outcome(story, End.FAILED, "", describe(failure), nanos);
	}

	static Outcome cancelled(Story story, long nanos) {
		return new Outcome(story, End.CANCELLED, "", "", nanos);
	}

	static Outcome hung(Story story, long nanos) {
		return new Outcome(story, End.HUNG, "", "", nanos);
	}

	private static End judge(Story story, Received received) {
		String owner = story.owner();
		boolean another = !received.owner().isEmpty() && !received.owner().equals(owner);
		if (another || Payload.strangerIn(received.body(), owner).isPresent()) {
			return End.ANOTHERS;
		}
		boolean whole = !another && received.owner().equals(owner) && received.status() == story.status()
				&& isBody(received.body(), story);
		return whole ? End.RIGHT : End.BROKEN;
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
