package io.github.httppool.netty;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.github.httppool.text.Counted;
import io.github.httppool.text.Secrets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection, as the wire log shows it: what is about to be encoded,
 * or has been decoded. So it is what passes over the wire, without TLS and without the
 * framing of chunks. Looks at buffers and keeps copies of their first bytes only.
 * <p>
 * The beginning of a body is shown as a whole when the message has ended or enough of it
 * has come: in pieces, a secret could be cut in two and not be recognized. Accessed on
 * the connection's event loop only.
 */
final class WireSide {

	private static final int MAX_HEADERS = 100;

	private static final int MAX_BODY = 1024;

	private final PooledConnection connection;

	private final String direction;

	// The beginning of a body that is shown later; null between two messages and when the
	// log is off.
	private @Nullable ByteArrayOutputStream beginning;

	// Null if the body is not shown.
	private @Nullable Charset charset;

	private long bytes;

	private boolean shown;

	private WireSide(PooledConnection connection, String direction) {
		this.connection = connection;
		this.direction = direction;
	}

	static WireSide requests(PooledConnection connection) {
		return new WireSide(connection, ">>");
	}

	static WireSide responses(PooledConnection connection) {
		return new WireSide(connection, "<<");
	}

	/**
	 * A part of a message passes.
	 * @param part head, body, or both; stays as it is
	 */
	void passes(Object part) {
		WireTap tap = this.connection.wireTap();
		if (tap == null) {
			this.beginning = null;
			return;
		}
		try {
			show(part, tap);
		}
		catch (Throwable ex) {
			tap.breaks(ex);
		}
	}

	private void show(Object part, WireTap tap) {
		if (part instanceof HttpMessage head) {
			begin(head, tap);
		}
		if (this.beginning != null) {
			add(part, this.beginning, tap);
		}
	}

	/**
	 * The call has ended, whether its messages have or not.
	 */
	void callEnds() {
		ByteArrayOutputStream present = this.beginning;
		if (present == null) {
			return;
		}
		this.beginning = null;
		WireTap tap = this.connection.wireTap();
		if (tap != null) {
			try {
				endUnfinished(present, tap);
			}
			catch (Throwable ex) {
				tap.breaks(ex);
			}
		}
	}

	private void endUnfinished(ByteArrayOutputStream present, WireTap tap) {
		if (!this.shown && this.bytes > 0) {
			showBody(present, tap, "");
		}
		write(tap, "end of the call, %s of a message without an end".formatted(Counted.of(this.bytes, "byte")));
	}

	private void begin(HttpMessage head, WireTap tap) {
		this.beginning = new ByteArrayOutputStream();
		this.bytes = 0;
		this.shown = false;
		this.charset = charsetOfText(head.headers());
		if (head instanceof HttpRequest request) {
			write(tap, request.uri().length(),
					() -> request.method() + " " + Secrets.maskUrls(request.uri()) + " " + request.protocolVersion());
		}
		else if (head instanceof HttpResponse response) {
			write(tap, response.protocolVersion() + " " + response.status());
		}
		showHeaders(head.headers(), tap);
	}

	private void showHeaders(HttpHeaders headers, WireTap tap) {
		int count = 0;
		for (Map.Entry<String, String> header : headers) {
			if (count++ == MAX_HEADERS) {
				write(tap, "... " + Counted.of(headers.size() - MAX_HEADERS, "more header"));
				return;
			}
			write(tap, header.getKey().length() + header.getValue().length(),
					() -> header.getKey() + ": " + Secrets.maskHeader(header.getKey(), header.getValue()));
		}
	}

	/**
	 * Returns in which charset secrets can be found in a body.
	 * @return {@code null} if they cannot: it is compressed, has another charset, or is a
	 * form of several parts, where the name of a field is not beside its value
	 */
	private static @Nullable Charset charsetOfText(HttpHeaders headers) {
		String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
		String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
		boolean named = type.startsWith("text/") || type.contains("json") || type.contains("xml")
				|| type.contains("x-www-form-urlencoded") || type.contains("javascript");
		return (named && encoding.equalsIgnoreCase("identity")) ? known(HttpUtil.getCharsetAsSequence(type)) : null;
	}

	private static @Nullable Charset known(@Nullable CharSequence charset) {
		if (charset == null) {
			return StandardCharsets.UTF_8;
		}
		return switch (charset.toString().replace("\"", "").trim()) {
			case "utf-8", "utf8", "us-ascii", "ascii" -> StandardCharsets.UTF_8;
			case "iso-8859-1", "latin1" -> StandardCharsets.ISO_8859_1;
			default -> null;
		};
	}

	private void add(Object part, ByteArrayOutputStream present, WireTap tap) {
		ByteBuf content = contentOf(part);
		if (content != null) {
			this.bytes += content.readableBytes();
			keep(content, present);
		}
		else if (part instanceof FileRegion file) {
			this.bytes += file.count();
		}
		boolean ends = part instanceof LastHttpContent;
		if (!this.shown && this.bytes > 0 && (ends || present.size() == MAX_BODY)) {
			showBody(present, tap, ends ? "" : " so far");
		}
		if (ends) {
			write(tap, "end of the message, " + Counted.of(this.bytes, "byte"));
			this.beginning = null;
		}
	}

	private static @Nullable ByteBuf contentOf(Object part) {
		if (part instanceof ByteBufHolder holder) {
			return holder.content();
		}
		return (part instanceof ByteBuf content) ? content : null;
	}

	private void keep(ByteBuf content, ByteArrayOutputStream present) {
		int length = Math.min(content.readableBytes(), MAX_BODY - present.size());
		if (this.charset != null && length > 0) {
			byte[] copy = new byte[length];
			content.getBytes(content.readerIndex(), copy);
			present.writeBytes(copy);
		}
	}

	private void showBody(ByteArrayOutputStream present, WireTap tap, String soFar) {
		this.shown = true;
		Charset known = this.charset;
		write(tap, present.size(), () -> {
			String size = "[%s%s]".formatted(Counted.of(this.bytes, "byte"), soFar);
			String body = (known != null) ? present.toString(known) : "";
			return isText(body) ? size + " " + Secrets.maskBody(body) : size;
		});
	}

	/**
	 * A body that does not tell its charset may have units of two or four bytes, half of
	 * which are zero.
	 */
	private static boolean isText(String body) {
		return !body.isEmpty() && body.indexOf('\0') < 0;
	}

	private void write(WireTap tap, String line) {
		write(tap, line.length(), () -> line);
	}

	/**
	 * Writes a line.
	 * @param length how many characters it has at least, before its secrets are masked
	 * @param line puts it together, if there is room for it
	 */
	private void write(WireTap tap, int length, Supplier<String> line) {
		String connection = "#" + this.connection.entry().id() + " " + this.connection.entry().host() + " "
				+ this.direction;
		if (tap.hasRoomFor(connection.length() + length, this.connection.now())) {
			tap.write(connection, line.get());
		}
	}

}
