package io.github.httppool.benchmarks.misbehave;

import java.util.regex.Pattern;

/**
 * Bodies that say from one end to the other whose they are: {@code <17><17><17>...}.
 */
final class Payload {

	/** Below this size a body does not name its owner. */
	static final int MIN_SIZE = 10;

	private static final Pattern TAG = Pattern.compile("<(\\d+|" + Surplus.OWNER + "\\d+)>");

	private Payload() {
	}

	/**
	 * Returns the words by which bytes say whose they are. One that is cut off says
	 * nothing.
	 */
	static String tag(String owner) {
		return "<" + owner + ">";
	}

	static byte[] of(String owner, int size) {
		byte[] tag = Bytes.of(tag(owner));
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = tag[i % tag.length];
		}
		return payload;
	}

	/**
	 * Returns whether anything says that it belongs to somebody else.
	 */
	static boolean isMixed(String text, String owner) {
		return TAG.matcher(text).results().anyMatch((tag) -> !tag.group(1).equals(owner));
	}

}
