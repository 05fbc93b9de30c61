package io.github.httppool.benchmarks.misbehave;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * An answer as it goes over the wire: status line and headers, and the body in whatever
 * encoding and framing.
 *
 * @param head status line and headers, without the empty line
 * @param body what follows the empty line
 */
record Answer(String head, byte[] body) {

	private static final Map<Integer, String> REASONS = Map.of(200, "OK", 204, "No Content", 303, "See Other", 304,
			"Not Modified", 307, "Temporary Redirect", 404, "Not Found", 500, "Internal Server Error");

	/** One that names its owner and has neither a body nor a framing yet. */
	static Answer of(String owner, int status) {
		return new Answer("HTTP/1.1 %d %s\r\n".formatted(status, REASONS.get(status)), Bytes.NONE)
			.with(Story.OWNER_HEADER, owner);
	}

	Answer with(String header, Object value) {
		return new Answer(this.head + header + ": " + value + "\r\n", this.body);
	}

	Answer withBody(byte[] content) {
		return new Answer(this.head, content);
	}

	/** As servers before HTTP/1.1 answered. */
	Answer inOldVersion() {
		return new Answer(this.head.replace("HTTP/1.1", "HTTP/1.0"), this.body);
	}

	Answer withLength() {
		return with("Content-Length", this.body.length);
	}

	Answer chunked(Dice dice) {
		return with("Transfer-Encoding", "chunked").withBody(chunks(this.body, dice));
	}

	/** Says that the body is in gzip, whether or not it is. */
	Answer labelledGzip() {
		return with("Content-Encoding", "gzip");
	}

	Answer gzipped() {
		return labelledGzip().withBody(gzip(this.body));
	}

	/**
	 * Returns the answer with the body cut off.
	 */
	Answer cutTo(int length) {
		return withBody(Arrays.copyOf(this.body, length));
	}

	byte[] bytes() {
		return Bytes.join(Bytes.of(this.head + "\r\n"), this.body);
	}

	/**
	 * Returns the body in chunks of random sizes, now and then with an extension or a
	 * trailer.
	 */
	private static byte[] chunks(byte[] content, Dice dice) {
		ByteArrayOutputStream chunks = new ByteArrayOutputStream();
		int from = 0;
		while (from < content.length) {
			int size = dice.magnitude(1, content.length - from);
			String extension = dice.happens(10) ? ";name=value" : "";
			chunks.writeBytes(Bytes.of(Integer.toHexString(size) + extension + "\r\n"));
			chunks.write(content, from, size);
			chunks.writeBytes(Bytes.of("\r\n"));
			from += size;
		}
		String trailer = dice.happens(10) ? "Checked: yes\r\n" : "";
		chunks.writeBytes(Bytes.of("0\r\n" + trailer + "\r\n"));
		return chunks.toByteArray();
	}

	private static byte[] gzip(byte[] content) {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
			gzip.write(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return zipped.toByteArray();
	}

}
