package io.github.httppool.netty;

import java.io.IOException;

import io.github.httppool.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Encodes requests and sees to it that each has exactly the length that it announces (RFC
 * 9112, 6.2). To the server a byte too many would begin another request, and a byte too
 * few would never come: the call fails before either is sent.
 * <p>
 * Takes the place of the encoding half of Netty's {@code HttpClientCodec}.
 */
final class RequestEncoder extends HttpRequestEncoder {

	/** Among the codecs, which stand before all handlers of an application. */
	static final String NAME = NettyPipeline.LEFT + "httppool.requestEncoder";

	private final PooledConnection connection;

	private final WireExchange exchange;

	private final boolean asksForKeepAlive;

	private final RequestLength length = new RequestLength();

	private final GenericFutureListener<Future<Void>> whenSent = this::sent;

	private @Nullable IOException failure;

	RequestEncoder(PooledConnection connection) {
		this.connection = connection;
		this.exchange = connection.exchange();
		this.asksForKeepAlive = connection.settings().pool().keepAlive().ask();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		if (this.failure == null) {
			this.failure = failure(message);
		}
		if (this.failure != null) {
			ReferenceCountUtil.release(message);
			promise.tryFailure(this.failure);
			return;
		}
		this.connection.requestPasses(message);
		super.write(context, message, (message instanceof LastHttpContent) ? observed(promise) : promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) throws Exception {
		super.flush(context);
		this.connection.flushed();
	}

	private @Nullable IOException failure(Object message) {
		if (message instanceof HttpRequest) {
			IOException stale = this.connection.staleWatch().failureBeforeRequest();
			if (stale != null) {
				return stale;
			}
		}
		String violation = violation(message);
		if (violation == null) {
			return null;
		}
		this.exchange.breaks();
		return this.connection.failures().requestRefused(violation);
	}

	private @Nullable String violation(Object message) {
		String violation = (message instanceof HttpRequest request) ? begin(request) : null;
		if (violation == null) {
			long bytes = lengthOf(message);
			this.exchange.written(bytes);
			violation = this.length.add(bytes);
		}
		return (violation == null && message instanceof LastHttpContent) ? this.length.end() : violation;
	}

	private static long lengthOf(Object message) {
		if (message instanceof ByteBuf bytes) {
			return bytes.readableBytes();
		}
		if (message instanceof ByteBufHolder holder) {
			return holder.content().readableBytes();
		}
		return (message instanceof FileRegion file) ? file.count() : 0;
	}

	private @Nullable String begin(HttpRequest request) {
		if (HttpMethod.GET.equals(request.method()) && HttpMethod.HEAD.equals(this.connection.requestedMethod())) {
			// Reactor Netty makes a GET of any request after a 303 (RFC 9110, 15.4.4).
			request.setMethod(HttpMethod.HEAD);
		}
		joinCookies(request.headers());
		this.connection.announceDeadline(request.headers());
		if (this.asksForKeepAlive) {
			KeepAliveHeader.askFor(request.headers());
		}
		this.exchange.requestBegins(request);
		return this.length.begin(request);
	}

	/**
	 * At most one such header is allowed (RFC 6265, 5.4).
	 */
	private static void joinCookies(HttpHeaders headers) {
		if (headers.contains(HttpHeaderNames.COOKIE)) {
			var cookies = headers.getAll(HttpHeaderNames.COOKIE);
			if (cookies.size() > 1) {
				headers.set(HttpHeaderNames.COOKIE, String.join("; ", cookies));
			}
		}
	}

	private ChannelPromise observed(ChannelPromise promise) {
		ChannelPromise observed = promise.unvoid();
		observed.addListener(this.whenSent);
		return observed;
	}

	private void sent(Future<Void> written) {
		if (written.isSuccess()) {
			this.exchange.requestSent();
		}
	}

}
