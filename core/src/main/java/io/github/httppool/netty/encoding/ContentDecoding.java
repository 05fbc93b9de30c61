package io.github.httppool.netty.encoding;

import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Decodes the bodies of responses and proves that each one is whole. Takes the place of
 * Netty's {@code HttpContentDecompressor}, which reports a body as complete that ends
 * before its encoding does, loses the last bytes of a raw deflate stream, swallows the
 * end of a body that it cannot decode, and rewrites the headers of the answer to a
 * {@code HEAD} as if a body followed.
 *
 * <p>
 * Gzip and deflate are inflated here, with {@link java.util.zip.Inflater}. Checks around
 * Netty's decoders would not do: {@code JdkZlibDecoder} drops what the inflater still
 * holds when the input is used up, misreads headers with an extra field and does not tell
 * where a gzip member ends. Netty's decoders of brotli and zstd do not tell either
 * whether a stream has ended, so their libraries are called directly. Snappy is left to
 * Netty.
 *
 * <p>
 * A body that cannot be decoded fails the response once, with a
 * {@link io.netty.handler.codec.compression.DecompressionException}, and closes the
 * connection; all that arrives afterwards is released. Decoded bytes go on in pieces of
 * at most 64 kB while the rest is still encoded: a little may become a lot, and is
 * decoded only as fast as it is read, and no longer than for a moment at a time. A
 * response without an encoding passes as it is.
 *
 * <p>
 * Made for one connection, and one call at a time on it: a response answers the request
 * that was written last.
 */
public final class ContentDecoding extends ChannelDuplexHandler {

	// The last that was written. Looked at when its response comes, as codecs that stand
	// before this handler may still change its method.
	private @Nullable HttpRequest request;

	private @Nullable EncodedBody body;

	// What arrived last gave nothing to pass on, so no later handler asks for more.
	private boolean starved;

	// The body has failed, or this side has closed: nobody wants what arrives.
	private boolean over;

	private final DecodingPace pace = new DecodingPace();

	// Pieces of the body are left; what arrives waits behind them.
	private boolean paused;

	private boolean resuming;

	private final Deque<Object> waiting = new ArrayDeque<>(0);

	private final DecodedLimit limit;

	private long decoded;

	// The end of the body, if that has arrived.
	private @Nullable LastHttpContent end;

	ContentDecoding(DecodedLimit limit) {
		this.limit = limit;
	}

	/**
	 * Replaces Reactor Netty's decompressor, if there is one. The name stays, as Reactor
	 * Netty removes the decompressor of a compressed websocket by it.
	 * @param pipeline the pipeline of a connection, with all codecs in place
	 * @param limit how many bytes a body may decode to
	 */
	public static void replaceDecompressor(ChannelPipeline pipeline, DecodedLimit limit) {
		if (pipeline.get(NettyPipeline.HttpDecompressor) != null) {
			pipeline.replace(NettyPipeline.HttpDecompressor, NettyPipeline.HttpDecompressor,
					new ContentDecoding(limit));
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest written) {
			this.request = written;
		}
		context.write(message, promise);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.over) {
			ReferenceCountUtil.release(message);
		}
		else if (this.paused) {
			this.waiting.add(message);
		}
		else {
			take(context, message);
		}
	}

	private void take(ChannelHandlerContext context, Object message) {
		EncodedBody current = this.body;
		try {
			if (message instanceof HttpResponse response) {
				begin(context, response);
			}
			else if (current != null && message instanceof HttpContent content) {
				decode(context, current, content);
			}
			else {
				passOn(context, message);
			}
		}
		catch (Throwable ex) {
			fail(context, ex);
		}
	}

	private void begin(ChannelHandlerContext context, HttpResponse response) throws Exception {
		releaseBody();
		this.pace.bodyBegins();
		this.decoded = 0;
		EncodedBody encoded = encodedBodyOf(context, response);
		if (encoded == null) {
			passOn(context, response);
			return;
		}
		this.body = encoded;
		ContentEncodings.removeFrom(response);
		if (response instanceof HttpContent content) {
			passOn(context, new DefaultHttpResponse(response.protocolVersion(), response.status(), response.headers()));
			decode(context, encoded, content);
		}
		else {
			passOn(context, response);
		}
	}

	private boolean answersHead() {
		HttpRequest answered = this.request;
		this.request = null;
		return answered != null && HttpMethod.HEAD.equals(answered.method());
	}

	private @Nullable EncodedBody encodedBodyOf(ChannelHandlerContext context, HttpResponse response) throws Exception {
		try {
			return answersHead() ? null : ContentEncodings.bodyOf(response, context.alloc());
		}
		catch (Throwable ex) {
			ReferenceCountUtil.release(response);
			throw ex;
		}
	}

	private void decode(ChannelHandlerContext context, EncodedBody current, HttpContent content) {
		try {
			if (content.decoderResult().isFailure()) {
				releaseBody();
				passOn(context, content.retain());
				return;
			}
			this.starved = true;
			if (this.body == current) {
				current.feed(content.content().retain());
				this.end = (content instanceof LastHttpContent last) ? last : null;
				passOnPieces(context, current);
			}
		}
		finally {
			content.release();
		}
	}

	/**
	 * Passes on pieces until none is left or it is time to pause. Passing one on may end
	 * the body, as its receiver may close the channel.
	 */
	private void passOnPieces(ChannelHandlerContext context, EncodedBody current) {
		for (int passed = 0; this.body == current; passed++) {
			if (this.pace.isTimeToPause(context, passed)) {
				this.paused = true;
				return;
			}
			ByteBuf piece = current.next();
			if (piece == null) {
				endIfOver(context, current);
				return;
			}
			this.decoded += piece.readableBytes();
			if (this.decoded > this.limit.bytes()) {
				piece.release();
				fail(context, this.limit.failure().get());
				return;
			}
			this.pace.passes(piece.readableBytes());
			passOn(context, new DefaultHttpContent(piece));
		}
	}

	private void endIfOver(ChannelHandlerContext context, EncodedBody current) {
		LastHttpContent last = this.end;
		if (last != null) {
			HttpHeaders trailers = last.trailingHeaders();
			current.end();
			releaseBody();
			passOn(context, trailers.isEmpty() ? LastHttpContent.EMPTY_LAST_CONTENT
					: new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
		}
	}

	// Pausing

	/**
	 * Somebody asks for more: of the body first, in a task of its own, as the one who
	 * asks may be in the middle of taking a piece.
	 */
	@Override
	public void read(ChannelHandlerContext context) {
		if (!this.paused) {
			context.read();
		}
		else if (!this.resuming) {
			this.resuming = true;
			context.executor().execute(() -> resume(context));
		}
	}

	private void resume(ChannelHandlerContext context) {
		this.resuming = false;
		this.pace.asked();
		catchUp(context);
		if (!this.paused && !context.isRemoved()) {
			context.read();
		}
	}

	private void catchUp(ChannelHandlerContext context) {
		this.paused = false;
		EncodedBody current = this.body;
		try {
			if (current != null) {
				passOnPieces(context, current);
			}
		}
		catch (Throwable ex) {
			fail(context, ex);
		}
		Object next;
		while (!this.paused && (next = this.waiting.poll()) != null) {
			channelRead(context, next);
		}
	}

	private void passOn(ChannelHandlerContext context, Object message) {
		this.starved = false;
		context.fireChannelRead(message);
	}

	private void fail(ChannelHandlerContext context, Throwable cause) {
		this.over = true;
		releaseBody();
		context.fireExceptionCaught(cause);
		context.close();
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		boolean readOn = this.starved && this.body != null && !this.paused;
		this.starved = false;
		context.fireChannelReadComplete();
		if (readOn && !context.channel().config().isAutoRead()) {
			context.read();
		}
	}

	/**
	 * Reactor Netty answers the server's TLS close_notify by closing this side.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslCloseCompletionEvent) {
			serverCloses(context);
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		serverCloses(context);
		releaseBody();
		context.fireChannelInactive();
	}

	/**
	 * What the server has sent before is the caller's.
	 */
	private void serverCloses(ChannelHandlerContext context) {
		this.pace.serverCloses();
		if (this.paused) {
			catchUp(context);
		}
	}

	/**
	 * This side closes: nobody wants the rest.
	 */
	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.over = true;
		releaseBody();
		context.close(promise);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		releaseBody();
	}

	private void releaseBody() {
		EncodedBody ended = this.body;
		if (ended != null) {
			this.body = null;
			this.end = null;
			ended.release();
		}
		if (this.paused) {
			this.paused = false;
			this.waiting.forEach(ReferenceCountUtil::release);
			this.waiting.clear();
		}
	}

}
