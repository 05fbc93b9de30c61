package io.github.httppool.benchmarks.misbehave;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
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

	static byte[] of(String owner, int size) {
		byte[] tag = ("<" + owner + ">").getBytes(StandardCharsets.ISO_8859_1);
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = tag[i % tag.length];
		}
		return payload;
	}

	/**
	 * Returns whose bytes are among those of the owner, if any are.
	 */
	static Optional<String> strangerIn(byte[] body, String owner) {
		Matcher tags = TAG.matcher(new String(body, StandardCharsets.ISO_8859_1));
		return tags.results().map((tag) -> tag.group(1)).filter((name) -> !name.equals(owner)).findFirst();
	}

}
