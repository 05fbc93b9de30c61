package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A body that has arrived in full. Reading never waits, and there is nothing to release;
 * closing only makes further reads fail. To be read by one thread at a time.
 */
final class CollectedBody extends InputStream {

	private final byte[] bytes;

	private final int length;

	private final IOExceptionTranslator failures;

	private int position;

	private int mark;

	private volatile boolean closed;

	/**
	 * Creates a stream.
	 * @param bytes begins with the body; must not be changed any more
	 * @param length the length of the body
	 * @param failures translates failures
	 */
	CollectedBody(byte[] bytes, int length, IOExceptionTranslator failures) {
		this.bytes = bytes;
		this.length = length;
		this.failures = failures;
	}

	@Override
	public int read() throws IOException {
		return (available() != 0) ? this.bytes[this.position++] & 0xff : -1;
	}

	@Override
	public int read(byte[] target, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, target.length);
		int read = Math.min(count, available());
		if (read == 0) {
			return (count == 0) ? 0 : -1;
		}
		System.arraycopy(this.bytes, this.position, target, offset, read);
		this.position += read;
		return read;
	}

	@Override
	public byte[] readNBytes(int count) throws IOException {
		if (count < 0) {
			throw new IllegalArgumentException("'count' must not be negative");
		}
		int start = this.position;
		this.position += Math.min(count, available());
		return Arrays.copyOfRange(this.bytes, start, this.position);
	}

	@Override
	public byte[] readAllBytes() throws IOException {
		return readNBytes(available());
	}

	@Override
	public long transferTo(OutputStream out) throws IOException {
		int count = available();
		out.write(this.bytes, this.position, count);
		this.position += count;
		return count;
	}

	@Override
	public long skip(long count) throws IOException {
		long skipped = Math.max(0, Math.min(count, available()));
		this.position += (int) skipped;
		return skipped;
	}

	@Override
	public int available() throws IOException {
		if (this.closed) {
			throw this.failures.closed();
		}
		return this.length - this.position;
	}

	@Override
	public boolean markSupported() {
		return true;
	}

	@Override
	public void mark(int readLimit) {
		this.mark = this.position;
	}

	@Override
	public void reset() throws IOException {
		available();
		this.position = this.mark;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
