package io.github.httppool.netty;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DefaultSocketChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
class PeerProbesTests {

	private static final ChannelOption<Integer> IDLE = NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);

	private static final ChannelOption<Integer> COUNT = NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT);

	@Test
	void whenTheClientHasSetAnOptionThenItIsNotTouched() {
		NioSocketChannel channel = new NioSocketChannel();
		try {
			channel.config().setOption(IDLE, 7);
			PeerProbes.configure(channel, Map.of(IDLE, 7));
			assertThat(channel.config().getOption(IDLE)).isEqualTo(7);
			assertThat(channel.config().getOption(COUNT)).isEqualTo(PeerProbes.COUNT);
		}
		finally {
			channel.unsafe().closeForcibly();
		}
	}

	@Test
	void whenTheSystemRefusesOptionsThenTheChannelGoesWithoutThem() {
		RefusingChannel channel = new RefusingChannel();
		try {
			PeerProbes.configure(channel, Map.of());
			assertThat(channel.refused).hasValue(3);
		}
		finally {
			channel.unsafe().closeForcibly();
		}
	}

	/**
	 * As in a sandbox whose kernel does not know the options.
	 */
	private static final class RefusingChannel extends NioSocketChannel {

		private final AtomicInteger refused = new AtomicInteger();

		private final SocketChannelConfig config = new DefaultSocketChannelConfig(this, javaChannel().socket()) {

			@Override
			public <T> boolean setOption(ChannelOption<T> option, T value) {
				RefusingChannel.this.refused.incrementAndGet();
				throw new ChannelException("Protocol not available");
			}

		};

		@Override
		public SocketChannelConfig config() {
			return this.config;
		}

	}

}
