package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * A body that is read while it arrives. The event loop adds pieces and never waits. The
 * reader takes them, waits when there is none, and requests more as it goes, so that at
 * most {@link ResponseBodyReceiver#WINDOW} pieces are queued here. Pieces are copies on
 * the heap, so an abandoned stream leaks no buffer.
 * <p>
 * One thread at a time may read. Any thread may close the stream, at any time and any
 * number of times: closing never blocks, and makes a waiting read fail with an
 * {@link IOException}.
 */
final class StreamedBody extends InputStream implements BodyConsumer {

	private static final int REFILL = ResponseBodyReceiver.WINDOW / 2;

	private final ResponseBodyReceiver source;

	private final IOExceptionTranslator failures;

	// written on the event loop

	private final Queue<byte[]> pieces = new ConcurrentLinkedQueue<>();

	private volatile boolean complete;

	private volatile @Nullable Throwable failure;

	// written by the reader, or by the thread that closes

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile @Nullable Thread waiting;

	// only accessed by the reader

	private byte[] piece;

	private int position;

	private int taken;

	/**
	 * Creates a stream.
	 * @param source receives the rest
	 * @param beginning what has already arrived
	 * @param failures translates failures
	 */
	StreamedBody(ResponseBodyReceiver source, byte[] beginning, IOExceptionTranslator failures) {
		this.source = source;
		this.piece = beginning;
		this.failures = failures;
	}

	@Override
	public void take(ByteBuf piece) {
		if (!this.closed.get()) {
			this.pieces.add(ByteBufUtil.getBytes(piece));
			wakeReader();
		}
	}

	@Override
	public void complete() {
		this.complete = true;
		wakeReader();
	}

	@Override
	public void fail(Throwable failure) {
		this.failure = failure;
		wakeReader();
	}

	private void wakeReader() {
		// Unparking null does nothing.
		LockSupport.unpark(this.waiting);
	}

	@Override
	public int read() throws IOException {
		return advance() ? this.piece[this.position++] & 0xff : -1;
	}

	@Override
	public int read(byte[] target, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, target.length);
		if (count == 0) {
			return 0;
		}
		if (!advance()) {
			return -1;
		}
		int read = Math.min(count, this.piece.length - this.position);
		System.arraycopy(this.piece, this.position, target, offset, read);
		this.position += read;
		return read;
	}

	@Override
	public int available() throws IOException {
		checkOpen();
		return this.piece.length - this.position;
	}

	/**
	 * Ensures that the current piece has something to read, waiting for the next one if
	 * necessary.
	 * @return {@code false} at the end of the body
	 */
	private boolean advance() throws IOException {
		checkOpen();
		while (this.position == this.piece.length) {
			// Read before the queue: nothing is added after the end.
			boolean end = this.complete;
			Throwable failure = this.failure;
			byte[] next = this.pieces.poll();
			if (next != null) {
				use(next);
			}
			else if (failure != null) {
				throw this.failures.translate(failure);
			}
			else if (end) {
				return false;
			}
			else {
				await();
			}
		}
		return true;
	}

	private void use(byte[] next) {
		this.piece = next;
		this.position = 0;
		this.source.readerGoesOn();
		if (++this.taken == REFILL) {
			this.taken = 0;
			this.source.request(REFILL);
		}
	}

	private void await() throws IOException {
		this.waiting = Thread.currentThread();
		this.source.readerWaits(true);
		if (this.pieces.isEmpty() && !this.complete && this.failure == null && !this.closed.get()) {
			LockSupport.park(this);
		}
		this.source.readerWaits(false);
		this.waiting = null;
		if (Thread.interrupted()) {
			close();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The response of %s was given up: the thread that reads it was interrupted"
				.formatted(this.failures.describe()));
		}
		checkOpen();
	}

	private void checkOpen() throws IOException {
		if (this.closed.get()) {
			throw this.failures.closed();
		}
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			wakeReader();
			this.source.release();
		}
	}

}
