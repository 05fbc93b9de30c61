package io.github.httppool.benchmarks.misbehave;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;

/**
 * The body of a request.
 *
 * @param bytes what the caller sends
 * @param announced the length it announces, or {@link #UNKNOWN}
 * @param form in what form it gives it to the client
 */
record Upload(byte[] bytes, long announced, Form form) {

	static final long UNKNOWN = -1;

	private static final int PIECES = 4;

	/**
	 * What the upstream has to read, if it comes so far.
	 */
	byte[] announcedBytes() {
		return (this.announced == UNKNOWN || this.announced >= this.bytes.length) ? this.bytes
				: Arrays.copyOf(this.bytes, (int) this.announced);
	}

	/**
	 * Writes the body piece by piece.
	 */
	void writeTo(OutputStream out) throws IOException {
		int step = this.bytes.length / PIECES + 1;
		for (int from = 0; from < this.bytes.length; from += step) {
			out.write(this.bytes, from, Math.min(step, this.bytes.length - from));
			out.flush();
		}
	}

	/**
	 * Returns the body in pieces.
	 */
	byte[][] pieces() {
		byte[][] pieces = new byte[PIECES][];
		int step = this.bytes.length / PIECES;
		for (int i = 0; i < PIECES; i++) {
			int to = (i < PIECES - 1) ? (i + 1) * step : this.bytes.length;
			pieces[i] = Arrays.copyOfRange(this.bytes, i * step, to);
		}
		return pieces;
	}

	/**
	 * Returns the body as a file that may have another length by now than when it was
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
				return new ByteArrayInputStream(Upload.this.bytes);
			}

			@Override
			public String getDescription() {
				return "a file of another length";
			}

		};
	}

	/**
	 * The forms in which Spring's clients take a body.
	 */
	enum Form {

		BYTES, RESOURCE, STREAM

	}

}
