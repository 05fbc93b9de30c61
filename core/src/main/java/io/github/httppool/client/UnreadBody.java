package io.github.httppool.client;

/**
 * Limits of reading ahead of, or instead of, the caller: how many bytes of a body, and
 * for how long. A larger or slower body is streamed if the caller may still read it;
 * otherwise its connection is closed, which is cheaper than reading the rest.
 */
public final class UnreadBody {

	/**
	 * How many bytes are collected before a body is streamed, and the most that are
	 * drained.
	 */
	public static final int LIMIT = 64 * 1024;

	/** How long after the headers a body is collected, and how long a drain may take. */
	public static final long PATIENCE_MILLIS = 100;

	private UnreadBody() {
	}

}
