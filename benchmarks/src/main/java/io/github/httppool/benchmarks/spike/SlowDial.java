package io.github.httppool.benchmarks.spike;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.ConnectionObserver;

/**
 * Makes opening a connection take 150 ms longer and counts those that were opened: stands
 * in the channel's pipeline and passes {@code connect} on only after that time, which is
 * what a distant server or a long handshake looks like to a client. Both clients get the
 * one instance, as Reactor Netty shares connections only among clients whose channels are
 * set up by the same one.
 */
final class SlowDial implements ChannelPipelineConfigurer {

	static final Duration DELAY = Duration.ofMillis(150);

	private final AtomicInteger opened = new AtomicInteger();

	@Override
	public void onChannelInit(ConnectionObserver observer, Channel channel, SocketAddress remote) {
		channel.pipeline().addFirst(new Delay());
	}

	int opened() {
		return this.opened.get();
	}

	private final class Delay extends ChannelDuplexHandler {

		@Override
		public void connect(ChannelHandlerContext context, SocketAddress remote, SocketAddress local,
				ChannelPromise promise) {
			context.executor()
				.schedule(() -> context.connect(remote, local, promise), DELAY.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			SlowDial.this.opened.incrementAndGet();
			context.fireChannelActive();
		}

	}

}
