package io.github.httppool.netty.encoding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.SnappyFrameEncoder;
import io.netty.handler.codec.compression.Zstd;

/**
 * What a server may do to a body, and what it calls that.
 */
enum TestEncoding {

	GZIP("gzip") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return written(body, GZIPOutputStream::new);
		}
	},

	ZLIB("deflate") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return written(body, DeflaterOutputStream::new);
		}
	},

	RAW_DEFLATE("deflate") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return written(body,
					(out) -> new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true)));
		}
	},

	STORED_RAW_DEFLATE("deflate") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return written(body, (out) -> new DeflaterOutputStream(out, new Deflater(Deflater.NO_COMPRESSION, true)));
		}
	},

	BROTLI("br") {
		@Override
		boolean isAvailable() {
			return Brotli.isAvailable();
		}

		@Override
		byte[] encode(byte[] body) throws IOException {
			return Encoder.compress(body);
		}
	},

	ZSTD("zstd") {
		@Override
		boolean isAvailable() {
			return Zstd.isAvailable();
		}

		@Override
		byte[] encode(byte[] body) throws IOException {
			return written(body, ZstdOutputStream::new);
		}
	},

	SIZED_ZSTD("zstd") {
		@Override
		boolean isAvailable() {
			return Zstd.isAvailable();
		}

		@Override
		byte[] encode(byte[] body) {
			return com.github.luben.zstd.Zstd.compress(body);
		}
	},

	SNAPPY("snappy") {
		@Override
		byte[] encode(byte[] body) {
			EmbeddedChannel encoder = new EmbeddedChannel(new SnappyFrameEncoder());
			encoder.writeOutbound(Unpooled.wrappedBuffer(body));
			encoder.finish();
			ByteBuf encoded = Unpooled.buffer();
			for (ByteBuf piece = encoder.readOutbound(); piece != null; piece = encoder.readOutbound()) {
				encoded.writeBytes(piece);
				piece.release();
			}
			return ByteBufUtil.getBytes(encoded);
		}
	},

	GZIP_TWICE("gzip, gzip") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return GZIP.encode(GZIP.encode(body));
		}
	},

	DEFLATE_THEN_GZIP("deflate, gzip") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return GZIP.encode(ZLIB.encode(body));
		}
	},

	GZIP_THEN_RAW_DEFLATE("gzip,identity, deflate,") {
		@Override
		byte[] encode(byte[] body) throws IOException {
			return RAW_DEFLATE.encode(GZIP.encode(body));
		}
	};

	private final String header;

	TestEncoding(String header) {
		this.header = header;
	}

	/** The value of {@code Content-Encoding}. */
	String header() {
		return this.header;
	}

	boolean isAvailable() {
		return true;
	}

	/** Whether a wrong byte cannot go unnoticed. */
	boolean hasChecksum() {
		return switch (this) {
			case RAW_DEFLATE, STORED_RAW_DEFLATE, BROTLI, ZSTD, SIZED_ZSTD -> false;
			default -> true;
		};
	}

	abstract byte[] encode(byte[] body) throws IOException;

	byte[] apply(byte[] body) {
		try {
			return encode(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] written(byte[] body, Wrapper wrapper) throws IOException {
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		try (OutputStream out = wrapper.wrap(encoded)) {
			out.write(body);
		}
		return encoded.toByteArray();
	}

	private interface Wrapper {

		OutputStream wrap(OutputStream out) throws IOException;

	}

}
