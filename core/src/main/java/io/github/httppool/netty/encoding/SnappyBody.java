package io.github.httppool.netty.encoding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.SnappyFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A body in the framing format of Snappy, decoded by Netty. The format has no end of its
 * own: a body that ends between two chunks is complete.
 */
final class SnappyBody extends EncodedBody {

	private final Chunks chunks = new Chunks();

	private final EmbeddedChannel channel = new EmbeddedChannel(this.chunks);

	SnappyBody(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) {
		super(encoding, outer, allocator);
		this.channel.config().setAllocator(allocator);
	}

	@Override
	protected @Nullable ByteBuf decode(ByteBuf input) {
		if (input.isReadable()) {
			this.channel.writeInbound(input.readRetainedSlice(input.readableBytes()));
		}
		return this.channel.readInbound();
	}

	@Override
	protected boolean isComplete() {
		return this.chunks.isBetweenChunks();
	}

	@Override
	protected void close() {
		this.channel.finishAndReleaseAll();
	}

	private static final class Chunks extends SnappyFrameDecoder {

		Chunks() {
			super(true);
		}

		boolean isBetweenChunks() {
			return actualReadableBytes() == 0;
		}

	}

}
