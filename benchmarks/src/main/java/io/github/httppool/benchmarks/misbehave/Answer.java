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

	/** No size, no number, too large a number, or more than the size says. */
	private static final String[] BAD_CHUNKS = { "\r\n", "size\r\n", "FFFFFFFFFFFFFFFFF\r\n", "3\r\n1234567\r\n" };

	/** One that names its owner and has neither a body nor a framing yet. */
	static Answer of(String owner, int status) {
		return new Answer("HTTP/1.1 %d %s\r\n".formatted(status, REASONS.get(status)), Bytes.NONE)
			.with(Story.OWNER_HEADER, Payload.tag(owner));
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
		return inChunks(Bytes.join(chunks(this.body, dice), lastChunk(dice)));
	}

	/** One of the chunks is none. */
	Answer badlyChunked(Dice dice) {
		byte[] begin = Arrays.copyOf(this.body, dice.between(0, this.body.length / 2));
		byte[] bad = Bytes.of(dice.oneOf(BAD_CHUNKS));
		return inChunks(Bytes.join(chunks(begin, dice), bad, chunks(this.body, dice), lastChunk(dice)));
	}

	private Answer inChunks(byte[] chunks) {
		return with("Transfer-Encoding", "chunked").withBody(chunks);
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
	 * Returns content in chunks of random sizes, now and then with an extension.
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
		return chunks.toByteArray();
	}

	private static byte[] lastChunk(Dice dice) {
		String trailer = dice.happens(10) ? "Checked: yes\r\n" : "";
		return Bytes.of("0\r\n" + trailer + "\r\n");
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
