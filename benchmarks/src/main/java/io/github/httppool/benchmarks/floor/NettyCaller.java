package io.github.httppool.benchmarks.floor;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import io.github.httppool.benchmarks.harness.Latencies;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import org.HdrHistogram.Histogram;

/**
 * The caller of one connection, on its event loop.
 */
final class NettyCaller extends SimpleChannelInboundHandler<HttpObject> {

	private final FullHttpRequest request;

	private final byte[] expected;

	private byte[] body;

	private int received;

	private long start;

	private long end;

	private Histogram latencies;

	private CompletableFuture<Histogram> done;

	private ChannelHandlerContext connection;

	NettyCaller(FullHttpRequest request, byte[] expected) {
		this.request = request;
		this.expected = expected;
	}

	/**
	 * Calls until a point in time.
	 * @param end a value of {@link System#nanoTime} after which no other call is started
	 * @return the latencies in nanoseconds, when the last call is answered
	 */
	CompletableFuture<Histogram> callUntil(long end) {
		CompletableFuture<Histogram> done = new CompletableFuture<>();
		this.connection.executor().execute(() -> {
			this.end = end;
			this.done = done;
			this.latencies = Latencies.histogram();
			call();
		});
		return done;
	}

	private void call() {
		if (!this.connection.channel().isActive()) {
			this.done.completeExceptionally(new IOException("The server has closed the connection"));
			return;
		}
		this.start = System.nanoTime();
		this.connection.writeAndFlush(this.request, this.connection.voidPromise());
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.connection = context;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
		if (part instanceof HttpResponse response) {
			begin(response);
		}
		if (part instanceof HttpContent content) {
			read(content.content());
		}
		if (part instanceof LastHttpContent) {
			end();
		}
	}

	private void begin(HttpResponse response) {
		if (!response.status().equals(HttpResponseStatus.OK)) {
			throw new IllegalStateException("Wrong status: " + response.status());
		}
		this.body = new byte[this.expected.length];
		this.received = 0;
	}

	private void read(ByteBuf content) {
		int length = content.readableBytes();
		content.readBytes(this.body, this.received, length);
		this.received += length;
	}

	private void end() {
		long now = System.nanoTime();
		this.latencies.recordValue(now - this.start);
		if (!Arrays.equals(this.body, this.expected)) {
			throw new IllegalStateException("Wrong answer of %d bytes".formatted(this.received));
		}
		if (now - this.end < 0) {
			call();
		}
		else {
			this.done.complete(this.latencies);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		fail(new IOException("The server has closed the connection"));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(cause);
		context.close();
	}

	private void fail(Throwable cause) {
		if (this.done != null) {
			this.done.completeExceptionally(cause);
		}
	}

}
