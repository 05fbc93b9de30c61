package io.github.httppool.netty.encoding;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Inflates one deflate stream (RFC 1951), or one after the other, in pieces.
 */
final class Inflation {

	private final ByteBufAllocator allocator;

	private final Inflater inflater;

	private final PieceSize size = new PieceSize();

	// The last piece was full: the inflater may hold more than fitted in.
	private boolean holdsMore;

	/**
	 * Creates an inflation.
	 * @param raw whether the stream comes without the header and checksum of zlib
	 * @param allocator for inflated pieces, which are on the heap
	 */
	Inflation(boolean raw, ByteBufAllocator allocator) {
		this.allocator = allocator;
		this.inflater = new Inflater(raw);
	}

	/**
	 * Inflates some of the input, up to the end of the stream.
	 * @param input what is left of the input; inflated bytes are skipped
	 * @return a piece that is not empty, or {@code null} if the input is used up or the
	 * stream has ended
	 * @throws DataFormatException if the input is no deflate stream
	 */
	@Nullable ByteBuf next(ByteBuf input) throws DataFormatException {
		if (this.inflater.finished() || !(input.isReadable() || this.holdsMore)) {
			return null;
		}
		int offered = input.readableBytes();
		ByteBuf piece = this.allocator.heapBuffer(this.holdsMore ? this.size.ofMore() : this.size.of(offered));
		try {
			this.inflater.setInput(input.nioBuffer());
			fill(piece);
			input.skipBytes(offered - this.inflater.getRemaining());
			this.holdsMore = !piece.isWritable();
			return piece.isReadable() ? piece.retain() : null;
		}
		finally {
			piece.release();
		}
	}

	private void fill(ByteBuf piece) throws DataFormatException {
		while (piece.isWritable()) {
			int count = this.inflater.inflate(piece.array(), piece.arrayOffset() + piece.writerIndex(),
					piece.writableBytes());
			if (count == 0) {
				break;
			}
			piece.writerIndex(piece.writerIndex() + count);
		}
		if (this.inflater.needsDictionary()) {
			throw new DataFormatException("it needs a preset dictionary");
		}
	}

	/**
	 * Returns whether the end of the stream has been inflated.
	 */
	boolean isFinished() {
		return this.inflater.finished();
	}

	/**
	 * Returns how many bytes the current stream has been inflated to.
	 */
	long inflated() {
		return this.inflater.getBytesWritten();
	}

	/**
	 * Another stream begins.
	 */
	void restart() {
		this.inflater.reset();
		this.holdsMore = false;
	}

	void close() {
		this.inflater.end();
	}

}
