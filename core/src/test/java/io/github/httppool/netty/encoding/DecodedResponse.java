package io.github.httppool.netty.encoding;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Sends a response into a {@link ContentDecoding}, part by part, and records what comes
 * out.
 */
final class DecodedResponse {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final List<HttpResponse> heads = new ArrayList<>();

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private final List<LastHttpContent> ends = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	private Consumer<ByteBuf> onPiece = (piece) -> {
	};

	private int reads;

	private int closes;

	private int largestPiece;

	DecodedResponse(ByteBufAllocator allocator) {
		this.channel.config().setAllocator(allocator);
		this.channel.pipeline().addLast(new Outbound(), new ContentDecoding(DecodedLimit.NONE), new Recorder());
	}

	// What the server sends

	DecodedResponse answering(HttpMethod method) {
		this.channel.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/"));
		return this;
	}

	DecodedResponse head(String... headers) {
		return head(HttpResponseStatus.OK, headers);
	}

	DecodedResponse head(HttpResponseStatus status, String... headers) {
		HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
		for (String header : headers) {
			String[] nameAndValue = header.split(": ", 2);
			response.headers().add(nameAndValue[0], nameAndValue[1]);
		}
		return receive(response);
	}

	DecodedResponse content(byte[] bytes) {
		return receive(new DefaultHttpContent(buffer(bytes)));
	}

	DecodedResponse content(byte[] bytes, int from, int to) {
		return content(Arrays.copyOfRange(bytes, from, to));
	}

	DecodedResponse last(byte[] bytes) {
		return receive(new DefaultLastHttpContent(buffer(bytes)));
	}

	DecodedResponse end() {
		return receive(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	DecodedResponse receive(Object message) {
		this.channel.pipeline().fireChannelRead(message);
		this.channel.runPendingTasks();
		return this;
	}

	DecodedResponse readComplete() {
		this.channel.pipeline().fireChannelReadComplete();
		return this;
	}

	ByteBuf buffer(byte[] bytes) {
		return this.channel.alloc().buffer(Math.max(1, bytes.length)).writeBytes(bytes);
	}

	DecodedResponse onPiece(Consumer<ByteBuf> action) {
		this.onPiece = action;
		return this;
	}

	EmbeddedChannel channel() {
		return this.channel;
	}

	// What the client sees

	HttpResponse head() {
		return this.heads.get(this.heads.size() - 1);
	}

	HttpHeaders headers() {
		return head().headers();
	}

	List<HttpResponse> heads() {
		return this.heads;
	}

	byte[] body() {
		return this.body.toByteArray();
	}

	int length() {
		return this.body.size();
	}

	List<LastHttpContent> ends() {
		return this.ends;
	}

	boolean isComplete() {
		return this.ends.size() == 1 && this.failures.isEmpty();
	}

	List<Throwable> failures() {
		return this.failures;
	}

	int largestPiece() {
		return this.largestPiece;
	}

	/** How often the handler has asked for a close. */
	int closes() {
		return this.closes;
	}

	/** How often the handler, or what comes after it, has asked for a read. */
	int reads() {
		return this.reads;
	}

	/**
	 * Leaves the channel open when it is asked to close, as what has been read already
	 * still comes.
	 */
	private final class Outbound extends ChannelOutboundHandlerAdapter {

		@Override
		public void read(ChannelHandlerContext context) {
			DecodedResponse.this.reads++;
			context.read();
		}

		@Override
		public void close(ChannelHandlerContext context, ChannelPromise promise) {
			DecodedResponse.this.closes++;
		}

	}

	private final class Recorder extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof HttpResponse response) {
				DecodedResponse.this.heads.add(response);
			}
			if (message instanceof HttpContent content) {
				ByteBuf piece = content.content();
				DecodedResponse.this.largestPiece = Math.max(DecodedResponse.this.largestPiece, piece.readableBytes());
				DecodedResponse.this.body.writeBytes(ByteBufUtil.getBytes(piece));
				DecodedResponse.this.onPiece.accept(piece);
			}
			if (message instanceof LastHttpContent last) {
				DecodedResponse.this.ends.add(last);
			}
			ReferenceCountUtil.release(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			DecodedResponse.this.failures.add(cause);
		}

	}

}
