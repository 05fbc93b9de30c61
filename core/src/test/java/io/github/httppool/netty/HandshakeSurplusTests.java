package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.netty.http.client.HttpClient;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A server that sends a response in one segment with the end of its TLS handshake: nobody
 * has asked for that, so nobody gets it.
 */
class HandshakeSurplusTests {

	private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON";

	@RegisterExtension
	final TestPool pool = new TestPool().acquireTimeout(Duration.ofSeconds(2));

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private Channel server;

	@BeforeEach
	void start() throws Exception {
		SslContext tls = SslContextBuilder
			.forServer(resource("server.crt").openStream(), resource("server.key").openStream())
			.protocols("TLSv1.2")
			.build();
		this.server = new ServerBootstrap().group(this.eventLoops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new Gathering(), tls.newHandler(channel.alloc()), new SpeakingFirst());
				}

			})
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
	}

	private static URL resource(String name) {
		return HandshakeSurplusTests.class.getResource(name);
	}

	@AfterEach
	void stop() {
		this.eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * One call, as a handshake that resumes a session ends with the client.
	 */
	@Test
	void whenAResponseComesWithTheEndOfTheHandshakeThenNobodyGetsIt() throws Exception {
		SslContext trusting = SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
		HttpClient client = this.pool.pool().httpClient().secure((spec) -> spec.sslContext(trusting));
		int port = ((InetSocketAddress) this.server.localAddress()).getPort();
		assertThatThrownBy(
				() -> client.get().uri("https://127.0.0.1:" + port + "/").responseContent().aggregate().block())
			.hasCauseInstanceOf(IOException.class)
			.hasMessageContaining("sent %d bytes before it was sent a request", POISON.length());
		assertThat(this.pool.snapshot().acquired()).isZero();
	}

	/**
	 * Holds back all that is written for a moment, so that it goes out together.
	 */
	private static final class Gathering extends ChannelOutboundHandlerAdapter {

		private boolean flushing;

		@Override
		public void flush(ChannelHandlerContext context) {
			if (!this.flushing) {
				this.flushing = true;
				context.executor().schedule(() -> {
					this.flushing = false;
					context.flush();
				}, 20, TimeUnit.MILLISECONDS);
			}
		}

	}

	private static final class SpeakingFirst extends ChannelInboundHandlerAdapter {

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent) {
				context.writeAndFlush(Unpooled.copiedBuffer(POISON, US_ASCII));
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
