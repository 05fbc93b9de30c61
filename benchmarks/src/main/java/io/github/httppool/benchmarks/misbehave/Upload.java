package io.github.httppool.benchmarks.misbehave;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/**
 * The body of a request.
 *
 * @param owner the call it belongs to
 * @param size how much of it is sent
 * @param announced the length that is announced, or {@link #UNKNOWN}
 * @param form in what form the client is given it
 */
record Upload(String owner, int size, int announced, Form form) {

	static final int UNKNOWN = -1;

	/** The path of the request that the surplus of a body looks like. */
	static final String SMUGGLED = "/smuggled/";

	private static final int PIECES = 4;

	static Upload ofUnknownLength(String owner, int size) {
		return new Upload(owner, size, UNKNOWN, Form.STREAM);
	}

	static Upload ofLength(String owner, int size, Form form) {
		return new Upload(owner, size, size, form);
	}

	/**
	 * Returns a body that has grown since its length was announced, and what has been
	 * added looks like a request.
	 */
	static Upload tooMuch(String owner, int announced, Form form) {
		return new Upload(owner, announced + smuggled(owner).length, announced, form);
	}

	/**
	 * Returns a body that has shrunk since its length was announced.
	 */
	static Upload tooLittle(String owner, int size, int missing, Form form) {
		return new Upload(owner, size, size + missing, form);
	}

	private static byte[] smuggled(String owner) {
		return Bytes.of("GET " + SMUGGLED + owner + " HTTP/1.1\r\nHost: smuggled\r\n\r\n");
	}

	boolean hasAnnouncedLength() {
		return this.announced != UNKNOWN;
	}

	/**
	 * Returns what the caller sends.
	 */
	byte[] bytes() {
		boolean tooMuch = hasAnnouncedLength() && this.size > this.announced;
		return tooMuch ? Bytes.join(announcedBytes(), smuggled(this.owner)) : Payload.of(this.owner, this.size);
	}

	/**
	 * Returns what the upstream has to read, if it comes so far.
	 */
	byte[] announcedBytes() {
		return Payload.of(this.owner, hasAnnouncedLength() ? Math.min(this.size, this.announced) : this.size);
	}

	/**
	 * Writes the body piece by piece.
	 */
	void writeTo(OutputStream out) throws IOException {
		for (byte[] piece : pieces()) {
			out.write(piece);
			out.flush();
		}
	}

	/**
	 * Returns the body in pieces.
	 */
	List<byte[]> pieces() {
		byte[] bytes = bytes();
		int step = bytes.length / PIECES + 1;
		return IntStream.iterate(0, (from) -> from < bytes.length, (from) -> from + step)
			.mapToObj((from) -> Arrays.copyOfRange(bytes, from, Math.min(from + step, bytes.length)))
			.toList();
	}

	/**
	 * Returns the body as a file, which may have another length by now than when it was
	 * asked for it.
	 */
	Resource asResource() {
		return new AbstractResource() {

			@Override
			public long contentLength() {
				return Upload.this.announced;
			}

			@Override
			public InputStream getInputStream() {
				return new ByteArrayInputStream(bytes());
			}

			@Override
			public String getDescription() {
				return Upload.this.toString();
			}

		};
	}

	@Override
	public String toString() {
		String announcement = hasAnnouncedLength() ? this.announced + " announced" : "length not announced";
		return "%d bytes (%s, as %s)".formatted(this.size, announcement, this.form);
	}

	/**
	 * The forms in which Spring's clients take a body.
	 */
	enum Form {

		BYTES, RESOURCE, STREAM

	}

}
