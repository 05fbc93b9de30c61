package io.github.httppool.benchmarks.harness;

/**
 * What the server answers: an object in JSON, in ASCII, so that it has as many characters
 * as bytes.
 *
 * @param text the object
 */
public record Answer(String text) {

	private static final String ENVELOPE = "{\"id\":1234567890,\"name\":\"%s\"}";

	private static final int ENVELOPE_BYTES = ENVELOPE.formatted("").length();

	public static Answer ofBytes(int bytes) {
		if (bytes < ENVELOPE_BYTES) {
			throw new IllegalArgumentException(
					"An answer has %d bytes or more, not %d".formatted(ENVELOPE_BYTES, bytes));
		}
		return new Answer(ENVELOPE.formatted("x".repeat(bytes - ENVELOPE_BYTES)));
	}

	public int bytes() {
		return this.text.length();
	}

	/**
	 * Fails unless it is this answer.
	 */
	public void check(String received) {
		if (!this.text.equals(received)) {
			throw new IllegalStateException("Wrong answer: " + received);
		}
	}

}
