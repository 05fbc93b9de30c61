package io.github.httppool.client;

/**
 * How much of a body is read for a caller that does not read it, yet or at all, and how
 * long that may take. What is larger or slower is streamed if the caller may still read
 * it; otherwise its connection is closed, which is cheaper than reading the rest.
 */
public final class UnreadBody {

	/** How many bytes are collected before a body is streamed, or drained at most. */
	public static final int LIMIT = 64 * 1024;

	/** How long after the headers collecting ends, and how long a drain may take. */
	public static final long PATIENCE_MILLIS = 100;

	private UnreadBody() {
	}

}
