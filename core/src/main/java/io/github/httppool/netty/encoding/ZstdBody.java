package io.github.httppool.netty.encoding;

import java.nio.ByteBuffer;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A body in Zstandard encoding (RFC 8878): one frame or several, decoded by zstd-jni.
 * Netty's decoder uses the same library, but does not tell whether a frame has ended, and
 * allocates whatever size a frame announces.
 */
final class ZstdBody extends EncodedBody {

	private final ZstdDecompressCtx decoder = new ZstdDecompressCtx();

	private final PieceSize size = new PieceSize();

	private boolean betweenFrames;

	// The last piece was full: the decoder may hold more than fitted in.
	private boolean holdsMore;

	ZstdBody(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) {
		super(encoding, outer, allocator);
	}

	@Override
	protected @Nullable ByteBuf decode(ByteBuf input) {
		while (input.isReadable() || this.holdsMore) {
			ByteBuf piece = decodePiece(input);
			if (piece.isReadable()) {
				return piece;
			}
			piece.release();
		}
		return null;
	}

	private ByteBuf decodePiece(ByteBuf input) {
		ByteBuf piece = allocator()
			.directBuffer(this.holdsMore ? this.size.ofMore() : this.size.of(input.readableBytes()));
		ByteBuf source = input.isDirect() && input.nioBufferCount() == 1 ? input.retain() : copy(input);
		try {
			ByteBuffer from = source.nioBuffer();
			ByteBuffer to = piece.nioBuffer(0, piece.capacity());
			this.betweenFrames = this.decoder.decompressDirectByteBufferStream(to, from);
			this.holdsMore = !this.betweenFrames && !to.hasRemaining();
			input.skipBytes(input.readableBytes() - from.remaining());
			return piece.writerIndex(piece.capacity() - to.remaining()).retain();
		}
		finally {
			source.release();
			piece.release();
		}
	}

	/** The library takes nothing but direct memory in one piece. */
	private ByteBuf copy(ByteBuf input) {
		return allocator().directBuffer(input.readableBytes())
			.writeBytes(input, input.readerIndex(), input.readableBytes());
	}

	@Override
	protected boolean isComplete() {
		return this.betweenFrames;
	}

	@Override
	protected void close() {
		this.decoder.close();
	}

}
