package io.github.httppool.netty.encoding;

import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response in one encoding: encoded bytes go in as they arrive, decoded
 * pieces come out. What goes in may be encoded once more; then an outer body decodes it
 * first. Used on the connection's event loop only.
 */
abstract class EncodedBody {

	private final String encoding;

	private final @Nullable EncodedBody outer;

	private final ByteBufAllocator allocator;

	private ByteBuf input = Unpooled.EMPTY_BUFFER;

	private long received;

	/**
	 * Creates a body of which nothing has arrived.
	 * @param encoding its name in the response's header
	 * @param outer decodes what arrives first, unless {@code null}
	 * @param allocator for decoded pieces
	 */
	EncodedBody(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) {
		this.encoding = encoding;
		this.outer = outer;
		this.allocator = allocator;
	}

	/**
	 * Takes encoded bytes. To be called only when {@link #next()} has nothing left.
	 * @param encoded the bytes, which are released here
	 */
	final void feed(ByteBuf encoded) {
		if (this.outer != null) {
			this.outer.feed(encoded);
		}
		else {
			take(encoded);
		}
	}

	private void take(ByteBuf encoded) {
		this.input = encoded;
		this.received += encoded.readableBytes();
	}

	/**
	 * Returns the next decoded piece, to be released by the caller.
	 * @return a piece that is not empty, or {@code null} until more is fed
	 * @throws DecompressionException if the body is not in its encoding
	 */
	final @Nullable ByteBuf next() {
		while (true) {
			ByteBuf piece = decodeInput();
			if (piece != null) {
				return piece;
			}
			releaseInput();
			ByteBuf more = (this.outer != null) ? this.outer.next() : null;
			if (more == null) {
				return null;
			}
			take(more);
		}
	}

	private @Nullable ByteBuf decodeInput() {
		try {
			return decode(this.input);
		}
		catch (Exception ex) {
			throw new DecompressionException("The response body is not valid %s: %s (%s received)"
				.formatted(this.encoding, ex.getMessage(), size()), ex);
		}
	}

	/**
	 * Nothing more will be fed, and {@link #next()} has nothing left. A body without a
	 * single byte is complete, whatever its encoding: servers send such.
	 * @throws DecompressionException if the body has ended before its encoding
	 */
	final void end() {
		if (this.outer != null) {
			this.outer.end();
		}
		if (this.received > 0 && !isComplete()) {
			throw new DecompressionException(
					"The response body ended before its %s encoding did, after %s".formatted(this.encoding, size()));
		}
	}

	private String size() {
		return (this.received != 1) ? String.format(Locale.ROOT, "%,d bytes", this.received) : "1 byte";
	}

	/**
	 * Releases all that the body holds. To be called once, after which nothing else may
	 * be called.
	 */
	final void release() {
		releaseInput();
		close();
		if (this.outer != null) {
			this.outer.release();
		}
	}

	private void releaseInput() {
		this.input.release();
		this.input = Unpooled.EMPTY_BUFFER;
	}

	final ByteBufAllocator allocator() {
		return this.allocator;
	}

	/**
	 * Decodes some of what has arrived.
	 * @param input what has not been decoded yet; bytes that have been are skipped
	 * @return a piece that is not empty, or {@code null} if the input is used up and
	 * nothing of it is left to come out
	 * @throws Exception if the input is not in this encoding; its message says why
	 */
	protected abstract @Nullable ByteBuf decode(ByteBuf input) throws Exception;

	/**
	 * Returns whether the body may end with what has been decoded, which is at least one
	 * byte.
	 */
	protected abstract boolean isComplete();

	/**
	 * Releases what decoding needs.
	 */
	protected abstract void close();

}
