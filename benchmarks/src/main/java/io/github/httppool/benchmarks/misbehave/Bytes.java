package io.github.httppool.benchmarks.misbehave;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What goes over the wire.
 */
final class Bytes {

	static final byte[] NONE = {};

	private Bytes() {
	}

	static byte[] of(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			whole.writeBytes(part);
		}
		return whole.toByteArray();
	}

}
