package io.github.httppool.netty.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a response say about the encodings of its body: the content codings
 * of RFC 9110, section 8.4, and the transfer codings of RFC 9112, section 7, that
 * compress. They are listed in the order in which they were applied. A body is decoded
 * only if all of its encodings are known; any other response stays as it is.
 */
final class ContentEncodings {

	/** As servers and a proxy in front nest. Each multiplies what a body may become. */
	private static final int MAX_NESTED = 2;

	private static final Pattern WHOLE_RANGE = Pattern.compile("bytes 0-(\\d{1,18})/(\\d{1,18})",
			Pattern.CASE_INSENSITIVE);

	private ContentEncodings() {
	}

	/**
	 * Makes the decoder of a response's body.
	 * @param response a response to another method than {@code HEAD}
	 * @param allocator for the decoded bytes
	 * @return the decoder, or {@code null} if there is nothing to decode
	 * @throws Exception if a library refuses to make one
	 */
	static @Nullable EncodedBody bodyOf(HttpResponse response, ByteBufAllocator allocator) throws Exception {
		HttpHeaders headers = response.headers();
		if (!headers.contains(HttpHeaderNames.CONTENT_ENCODING) && !mayHaveTransferCodings(headers)) {
			return null;
		}
		return isWhole(response) ? nest(encodings(headers), allocator) : null;
	}

	private static boolean mayHaveTransferCodings(HttpHeaders headers) {
		String transferEncoding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
		return transferEncoding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(transferEncoding);
	}

	/**
	 * Returns whether the body is all that was encoded. A range of a representation is
	 * cut from its encoded form (RFC 9110, section 14.2), so a part cannot be decoded.
	 */
	private static boolean isWhole(HttpResponse response) {
		HttpResponseStatus status = response.status();
		HttpHeaders headers = response.headers();
		if (response.decoderResult().isFailure() || status.codeClass() == HttpStatusClass.INFORMATIONAL
				|| HttpResponseStatus.NO_CONTENT.equals(status) || HttpResponseStatus.NOT_MODIFIED.equals(status)
				|| "0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH))) {
			return false;
		}
		return !HttpResponseStatus.PARTIAL_CONTENT.equals(status)
				|| isWhole(headers.get(HttpHeaderNames.CONTENT_RANGE, ""));
	}

	private static boolean isWhole(String contentRange) {
		Matcher range = WHOLE_RANGE.matcher(contentRange.trim());
		return range.matches() && Long.parseLong(range.group(1)) + 1 == Long.parseLong(range.group(2));
	}

	private static List<String> encodings(HttpHeaders headers) {
		List<String> encodings = elements(headers.getAll(HttpHeaderNames.CONTENT_ENCODING));
		List<String> transferCodings = elements(headers.getAll(HttpHeaderNames.TRANSFER_ENCODING));
		int last = transferCodings.size() - 1;
		if (last >= 0 && HttpHeaderValues.CHUNKED.contentEquals(transferCodings.get(last))) {
			transferCodings.remove(last);
		}
		encodings.addAll(transferCodings);
		return encodings;
	}

	private static List<String> elements(List<String> values) {
		List<String> elements = new ArrayList<>();
		for (String value : values) {
			for (String element : value.split(",", -1)) {
				String name = element.trim().toLowerCase(Locale.ROOT);
				if (!name.isEmpty() && !HttpHeaderValues.IDENTITY.contentEquals(name)) {
					elements.add(name);
				}
			}
		}
		return elements;
	}

	/**
	 * Makes a decoder for each encoding, each on top of the one that was applied after
	 * it.
	 */
	private static @Nullable EncodedBody nest(List<String> encodings, ByteBufAllocator allocator) throws Exception {
		if (encodings.size() > MAX_NESTED || !encodings.stream().allMatch((name) -> decoderOf(name) != null)) {
			return null;
		}
		EncodedBody body = null;
		try {
			for (int i = encodings.size() - 1; i >= 0; i--) {
				String name = encodings.get(i);
				body = Objects.requireNonNull(decoderOf(name)).create(name, body, allocator);
			}
			return body;
		}
		catch (Throwable ex) {
			if (body != null) {
				body.release();
			}
			throw ex;
		}
	}

	private static @Nullable Decoder decoderOf(String encoding) {
		return switch (encoding) {
			case "gzip", "x-gzip" -> GzipBody::new;
			case "deflate", "x-deflate" -> DeflateBody::new;
			case "br" -> Brotli.isAvailable() ? BrotliBody::new : null;
			case "zstd" -> Zstd.isAvailable() ? ZstdBody::new : null;
			case "snappy" -> SnappyBody::new;
			default -> null;
		};
	}

	/**
	 * Removes what is no longer true once the body is decoded: its encodings and its
	 * length.
	 * @param response the response whose body is decoded
	 */
	static void removeFrom(HttpResponse response) {
		HttpHeaders headers = response.headers();
		boolean chunked = headers.contains(HttpHeaderNames.CONTENT_LENGTH)
				|| HttpUtil.isTransferEncodingChunked(response);
		headers.remove(HttpHeaderNames.CONTENT_ENCODING);
		headers.remove(HttpHeaderNames.CONTENT_LENGTH);
		if (chunked) {
			headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
		else {
			headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
		}
	}

	@FunctionalInterface
	private interface Decoder {

		EncodedBody create(String encoding, @Nullable EncodedBody outer, ByteBufAllocator allocator) throws Exception;

	}

}
