package io.github.httppool.netty.encoding;

import java.util.zip.DataFormatException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A body in the encoding that HTTP calls deflate: a zlib stream (RFC 1950), or, as some
 * servers understand it, a raw deflate stream (RFC 1951).
 */
final class DeflateBody extends EncodedBody {

	/** The compression method in the low bits of the first byte of a zlib stream. */
	private static final int ZLIB_METHOD_MASK = 0x0f;

	private static final int ZLIB_METHOD_DEFLATE = 8;

	/** Some servers leave out the header of zlib, but not the checksum at its end. */
	private static final int RAW_TRAILER = 4;

	private @Nullable Inflation inflation;

	private int allowedTrailer;

	DeflateBody(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) {
		super(encoding, outer, allocator);
	}

	@Override
	protected @Nullable ByteBuf decode(ByteBuf input) throws DataFormatException {
		if (this.inflation == null) {
			if (!input.isReadable()) {
				return null;
			}
			boolean raw = !beginsLikeZlib(input);
			this.allowedTrailer = raw ? RAW_TRAILER : 0;
			this.inflation = new Inflation(raw, allocator());
		}
		ByteBuf piece = this.inflation.next(input);
		if (piece == null && input.isReadable()) {
			skipTrailer(input);
		}
		return piece;
	}

	/**
	 * The first byte is enough: as the beginning of a raw stream it would mean a stored
	 * block with padding other than zeros, which no encoder writes.
	 */
	private static boolean beginsLikeZlib(ByteBuf input) {
		return (input.getByte(input.readerIndex()) & ZLIB_METHOD_MASK) == ZLIB_METHOD_DEFLATE;
	}

	private void skipTrailer(ByteBuf input) throws DataFormatException {
		this.allowedTrailer -= input.readableBytes();
		if (this.allowedTrailer < 0) {
			throw new DataFormatException("other bytes follow its end");
		}
		input.skipBytes(input.readableBytes());
	}

	@Override
	protected boolean isComplete() {
		return this.inflation != null && this.inflation.isFinished();
	}

	@Override
	protected void close() {
		if (this.inflation != null) {
			this.inflation.close();
		}
	}

}
