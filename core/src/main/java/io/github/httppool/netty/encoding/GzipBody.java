package io.github.httppool.netty.encoding;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A body in gzip encoding: one member or several (RFC 1952, section 2.2), perhaps padded
 * with zeros, which gzip itself allows.
 */
final class GzipBody extends EncodedBody {

	private static final int TRAILER_LENGTH = 8;

	private final Inflation inflation;

	private final CRC32 checksum = new CRC32();

	private Part part = Part.HEADER;

	private GzipHeader header = new GzipHeader();

	// A member has ended: more of them, padding or nothing may follow.
	private boolean mayEnd;

	// CRC32, then ISIZE, least significant byte first
	private long trailer;

	private int trailerLength;

	GzipBody(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) {
		super(encoding, outer, allocator);
		this.inflation = new Inflation(true, allocator);
	}

	@Override
	protected @Nullable ByteBuf decode(ByteBuf input) throws DataFormatException {
		while (input.isReadable() || this.part == Part.DATA) {
			switch (this.part) {
				case HEADER -> readHeader(input);
				case DATA -> {
					ByteBuf piece = inflate(input);
					if (piece != null || this.part == Part.DATA) {
						return piece;
					}
				}
				case TRAILER -> readTrailer(input);
				case PADDING -> skipPadding(input);
			}
		}
		return null;
	}

	private void readHeader(ByteBuf input) throws DataFormatException {
		if (this.mayEnd && !GzipHeader.startsIn(input)) {
			this.part = Part.PADDING;
			return;
		}
		this.mayEnd = false;
		if (this.header.read(input)) {
			this.part = Part.DATA;
		}
	}

	private @Nullable ByteBuf inflate(ByteBuf input) throws DataFormatException {
		ByteBuf piece = this.inflation.next(input);
		if (piece != null) {
			this.checksum.update(piece.array(), piece.arrayOffset() + piece.readerIndex(), piece.readableBytes());
		}
		if (this.inflation.isFinished()) {
			this.part = Part.TRAILER;
		}
		return piece;
	}

	private void readTrailer(ByteBuf input) throws DataFormatException {
		while (input.isReadable() && this.trailerLength < TRAILER_LENGTH) {
			this.trailer |= (long) input.readUnsignedByte() << (8 * this.trailerLength++);
		}
		if (this.trailerLength == TRAILER_LENGTH) {
			checkTrailer();
			endMember();
		}
	}

	private void checkTrailer() throws DataFormatException {
		if ((int) this.trailer != (int) this.checksum.getValue()) {
			throw new DataFormatException("its checksum is wrong");
		}
		if ((int) (this.trailer >>> 32) != (int) this.inflation.inflated()) {
			throw new DataFormatException("its length is wrong");
		}
	}

	private void endMember() {
		this.inflation.restart();
		this.checksum.reset();
		this.header = new GzipHeader();
		this.trailer = 0;
		this.trailerLength = 0;
		this.part = Part.HEADER;
		this.mayEnd = true;
	}

	private void skipPadding(ByteBuf input) throws DataFormatException {
		if (input.forEachByte(ByteProcessor.FIND_NON_NUL) >= 0) {
			throw new DataFormatException("other bytes follow its end");
		}
		input.skipBytes(input.readableBytes());
	}

	@Override
	protected boolean isComplete() {
		return this.mayEnd;
	}

	@Override
	protected void close() {
		this.inflation.close();
	}

	private enum Part {

		HEADER, DATA, TRAILER, PADDING

	}

}
