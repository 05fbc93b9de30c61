package io.github.httppool.netty;

import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * The length of a request's body: what its head announces, and what has been given so
 * far, in bytes. Each method that takes something tells what is wrong with it, if
 * anything is. Serves one request after the other.
 */
final class RequestLength {

	/** The body comes in chunks, each of which tells its own length. */
	private static final long CHUNKED = -1;

	private boolean announcedNothing;

	private long announced;

	private long given;

	/**
	 * A request begins. A {@code Content-Length} beside chunks is dropped, as two lengths
	 * make two requests of one (RFC 9112, 6.3).
	 * @param request its head
	 * @return what is wrong, or {@code null}
	 */
	@Nullable String begin(HttpRequest request) {
		this.given = 0;
		this.announcedNothing = false;
		HttpHeaders headers = request.headers();
		if (HttpUtil.isTransferEncodingChunked(request)) {
			this.announced = CHUNKED;
			headers.remove(HttpHeaderNames.CONTENT_LENGTH);
			return null;
		}
		String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
		this.announcedNothing = length == null;
		this.announced = (length != null) ? parse(length) : 0;
		boolean plain = this.announced >= 0 && (length == null || isSingle(headers));
		return plain ? null : "its Content-Length %s is not one number of bytes, 0 or more"
			.formatted(headers.getAll(HttpHeaderNames.CONTENT_LENGTH));
	}

	private static boolean isSingle(HttpHeaders headers) {
		List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
		return lengths.size() == 1;
	}

	/**
	 * Digits only: a sign may be read by the server as something else.
	 */
	private static long parse(String length) {
		boolean digits = !length.isEmpty() && length.chars().allMatch((digit) -> digit >= '0' && digit <= '9');
		try {
			return digits ? Long.parseLong(length) : -1;
		}
		catch (NumberFormatException ex) {
			// Too large for any body.
			return -1;
		}
	}

	/**
	 * A piece of the body is to be sent.
	 * @param bytes its length
	 * @return what is wrong, or {@code null}
	 */
	@Nullable String add(long bytes) {
		this.given += bytes;
		if (this.announced == CHUNKED || this.given <= this.announced) {
			return null;
		}
		return this.announcedNothing
				? "its body of at least %d bytes is not announced (by Content-Length or Transfer-Encoding: chunked)"
					.formatted(this.given)
				: "its body is longer than its Content-Length: %d bytes were announced, and at least %d given"
					.formatted(this.announced, this.given);
	}

	/**
	 * The body has ended.
	 * @return what is wrong, or {@code null}
	 */
	@Nullable String end() {
		if (this.given >= this.announced) {
			return null;
		}
		return "its body is shorter than its Content-Length: %d bytes were announced, and %d given"
			.formatted(this.announced, this.given);
	}

}
