package io.github.httppool.standalone;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * A server that answers with the last part of the path, after a pause now and then. Made
 * of Netty alone: that of Reactor Netty 1.3.6 forgets about once in ten thousand answers,
 * if they come from another thread, to read on from a connection.
 */
final class StormServer implements AutoCloseable {

	private static final int MAX_REQUEST = 1_000;

	private final AtomicInteger requests = new AtomicInteger();

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final boolean closesEarly;

	private final Channel server;

	/**
	 * Starts a server.
	 * @param eventLoops its threads
	 * @param host where it listens
	 * @param port its port, 0 for any
	 * @param closesEarly whether it closes connections in all ways that it should not
	 */
	StormServer(EventLoopGroup eventLoops, String host, int port, boolean closesEarly) {
		this.closesEarly = closesEarly;
		this.server = new ServerBootstrap().group(eventLoops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					StormServer.this.channels.add(channel);
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST), new Answers());
				}

			})
			.bind(host, port)
			.syncUninterruptibly()
			.channel();
	}

	int port() {
		return ((InetSocketAddress) this.server.localAddress()).getPort();
	}

	@Override
	public void close() {
		this.server.close().syncUninterruptibly();
		this.channels.close().awaitUninterruptibly();
	}

	private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
			int number = StormServer.this.requests.incrementAndGet();
			String id = request.uri().substring(request.uri().lastIndexOf('/') + 1);
			if (number % 7 == 0) {
				context.executor().schedule(() -> answer(context, id, number), number % 30, TimeUnit.MILLISECONDS);
			}
			else {
				answer(context, id, number);
			}
		}

		private void answer(ChannelHandlerContext context, String id, int number) {
			switch (StormServer.this.closesEarly ? number % 6 : -1) {
				case 0 -> context.close();
				case 1 ->
					context.writeAndFlush(response(id, id.length() + 10)).addListener(ChannelFutureListener.CLOSE);
				case 2, 3 -> context.writeAndFlush(response(id, id.length())).addListener(ChannelFutureListener.CLOSE);
				default -> context.writeAndFlush(response(id, id.length()));
			}
		}

		private static FullHttpResponse response(String id, int length) {
			FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
					Unpooled.copiedBuffer(id, StandardCharsets.US_ASCII));
			response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
			return response;
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			// A client has given up.
			context.close();
		}

	}

}
