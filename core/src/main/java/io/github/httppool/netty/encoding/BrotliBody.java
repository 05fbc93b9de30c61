package io.github.httppool.netty.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A body in brotli encoding (RFC 7932), decoded by brotli4j. Netty's decoder uses the
 * same library, but does not tell whether the stream has ended.
 */
final class BrotliBody extends EncodedBody {

	/** As Netty's. */
	private static final int INPUT_BUFFER = 8 * 1024;

	private final DecoderJNI.Wrapper decoder;

	BrotliBody(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) throws IOException {
		super(encoding, outer, allocator);
		this.decoder = new DecoderJNI.Wrapper(INPUT_BUFFER);
	}

	@Override
	protected @Nullable ByteBuf decode(ByteBuf input) throws DataFormatException {
		while (true) {
			if (this.decoder.hasOutput()) {
				return pull();
			}
			switch (this.decoder.getStatus()) {
				case OK, NEEDS_MORE_OUTPUT -> this.decoder.push(0);
				case NEEDS_MORE_INPUT -> {
					if (!input.isReadable()) {
						return null;
					}
					push(input);
				}
				case DONE -> {
					if (input.isReadable()) {
						throw new DataFormatException("other bytes follow its end");
					}
					return null;
				}
				default -> throw new DataFormatException("it is corrupt");
			}
		}
	}

	private void push(ByteBuf input) {
		ByteBuffer target = this.decoder.getInputBuffer().clear();
		int count = Math.min(input.readableBytes(), target.remaining());
		input.readBytes(target.limit(count));
		this.decoder.push(count);
	}

	private ByteBuf pull() {
		ByteBuffer output = this.decoder.pull(PieceSize.MAX);
		return allocator().buffer(output.remaining()).writeBytes(output);
	}

	@Override
	protected boolean isComplete() {
		return this.decoder.getStatus() == DecoderJNI.Status.DONE;
	}

	@Override
	protected void close() {
		this.decoder.destroy();
	}

}
