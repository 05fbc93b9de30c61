package io.github.httppool.benchmarks.floor;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.httppool.benchmarks.harness.Answer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.HdrHistogram.Histogram;

/**
 * Netty's HTTP codec without a client: connections that stay open, each of which sends
 * the same request again when it has been answered. No pool, no time limit, no URI to
 * expand, no meter.
 */
public final class NettyClient implements AutoCloseable {

	/** What the names of its threads begin with. */
	public static final String THREADS = "raw-netty";

	private final EventLoopGroup loops;

	private final List<Channel> connections = new ArrayList<>();

	/**
	 * Opens the connections.
	 * @param uri what to ask for
	 * @param answer what is to be answered
	 * @param connections how many
	 * @param loops threads that do the network work
	 */
	public NettyClient(URI uri, Answer answer, int connections, int loops) {
		this.loops = new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory(THREADS, true), transport());
		Bootstrap bootstrap = new Bootstrap().group(this.loops)
			.channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
			.remoteAddress(new InetSocketAddress(uri.getHost(), uri.getPort()))
			.handler(pipeline(request(uri), answer.text().getBytes(StandardCharsets.US_ASCII)));
		for (int connection = 0; connection < connections; connection++) {
			this.connections.add(bootstrap.connect().syncUninterruptibly().channel());
		}
	}

	private static IoHandlerFactory transport() {
		return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
	}

	/**
	 * The empty buffer survives its release, so the request can be sent any number of
	 * times.
	 */
	private static FullHttpRequest request(URI uri) {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri.getRawPath(),
				Unpooled.EMPTY_BUFFER);
		request.headers().set(HttpHeaderNames.HOST, uri.getAuthority());
		return request;
	}

	private static ChannelInitializer<SocketChannel> pipeline(FullHttpRequest request, byte[] answer) {
		return new ChannelInitializer<>() {

			@Override
			protected void initChannel(SocketChannel channel) {
				channel.pipeline().addLast(new HttpClientCodec(), new NettyCaller(request, answer));
			}

		};
	}

	/**
	 * Calls on all connections at once.
	 * @param duration time after which no other call is started
	 * @return the latencies of all calls in nanoseconds
	 */
	public List<Histogram> call(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		List<CompletableFuture<Histogram>> calls = this.connections.stream()
			.map((connection) -> connection.pipeline().get(NettyCaller.class).callUntil(end))
			.toList();
		return calls.stream().map(CompletableFuture::join).toList();
	}

	@Override
	public void close() {
		this.connections.forEach(Channel::close);
		this.loops.shutdownGracefully();
	}

}
