package io.github.httppool.restclient;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A request body that is written into memory, up to a limit. For use by one thread.
 */
final class MemoryBody extends OutputStream {

	private static final int INITIAL_CAPACITY = 1024;

	private final int limit;

	private byte[] bytes = new byte[INITIAL_CAPACITY];

	private int length;

	private boolean overflown;

	private int refused;

	/**
	 * Creates an empty body.
	 * @param limit how many bytes it may hold
	 */
	MemoryBody(int limit) {
		this.limit = limit;
	}

	@Override
	public void write(int b) throws IOException {
		reserve(1);
		this.bytes[this.length++] = (byte) b;
	}

	@Override
	public void write(byte[] source, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, source.length);
		reserve(count);
		System.arraycopy(source, offset, this.bytes, this.length, count);
		this.length += count;
	}

	private void reserve(int count) throws IOException {
		if (count > this.limit - this.length) {
			this.overflown = true;
			this.refused = count;
			throw new IOException("The request body has more than %d bytes".formatted(this.limit));
		}
		int needed = this.length + count;
		if (needed > this.bytes.length) {
			long doubled = 2L * this.bytes.length;
			this.bytes = Arrays.copyOf(this.bytes, (int) Math.max(needed, Math.min(doubled, this.limit)));
		}
	}

	/**
	 * Returns whether more was written than the limit allows. If so, the bytes in memory
	 * are incomplete.
	 * @return whether the limit was exceeded
	 */
	boolean isOverflown() {
		return this.overflown;
	}

	/**
	 * Returns how many bytes were written, including those beyond the limit; if it is
	 * overflown, there may be more to come.
	 * @return the number of bytes
	 */
	long given() {
		return (long) this.length + this.refused;
	}

	RequestContent toContent() {
		return (this.length != 0) ? new MemoryContent(this.bytes, this.length) : RequestContent.NONE;
	}

}
