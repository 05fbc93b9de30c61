package io.github.httppool.netty;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.github.httppool.NetworkTransport;
import io.github.httppool.RawServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * How event loops wait for the network, and how their sockets are configured.
 */
class NetworkTransportTests {

	@RegisterExtension
	private final RawServer server = new RawServer();

	@RegisterExtension
	private final TestPool pool = new TestPool();

	private final AtomicReference<Channel> channel = new AtomicReference<>();

	private final AtomicReference<Thread> thread = new AtomicReference<>();

	private Channel connect(NetworkTransport transport, Map<ChannelOption<Integer>, Integer> options) {
		this.pool.transport(transport);
		this.server.answering(RawServer.ok("ok"));
		HttpClient client = this.pool.pool().httpClient();
		for (Map.Entry<ChannelOption<Integer>, Integer> option : options.entrySet()) {
			client = client.option(option.getKey(), option.getValue());
		}
		String answer = client.doOnConnected((connection) -> {
			this.channel.set(connection.channel());
			this.thread.set(Thread.currentThread());
		}).get().uri(this.server.uri("/")).responseContent().aggregate().asString().block();
		assertThat(answer).isEqualTo("ok");
		return this.channel.get();
	}

	private int option(ChannelOption<Integer> option) {
		return this.channel.get().config().getOption(option);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenNothingIsAskedForThenLinuxHasEpollAndSocketsProbeTheirPeers() {
		assertThat(connect(NetworkTransport.AUTO, Map.of())).isInstanceOf(EpollSocketChannel.class);
		assertThat(this.channel.get().config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
		assertThat(option(EpollChannelOption.TCP_KEEPIDLE)).isEqualTo(30);
		assertThat(option(EpollChannelOption.TCP_KEEPINTVL)).isEqualTo(10);
		assertThat(option(EpollChannelOption.TCP_KEEPCNT)).isEqualTo(3);
		assertThat(option(EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(60_000);
		assertThat(this.thread.get().getName()).startsWith("httppool-epoll-");
		assertThat(this.thread.get().isDaemon()).isTrue();
		assertThat(Schedulers.isNonBlockingThread(this.thread.get())).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenAClientHasOptionsOfItsOwnThenTheyAreKept() {
		connect(NetworkTransport.AUTO,
				Map.of(EpollChannelOption.TCP_KEEPIDLE, 77, EpollChannelOption.TCP_USER_TIMEOUT, 5_000));
		assertThat(option(EpollChannelOption.TCP_KEEPIDLE)).isEqualTo(77);
		assertThat(option(EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(5_000);
		assertThat(option(EpollChannelOption.TCP_KEEPINTVL)).isEqualTo(10);
	}

	@Test
	void whenTheSelectorOfTheJdkIsAskedForThenItIsUsedAndItsSocketsProbeTheirPeers() {
		assertThat(connect(NetworkTransport.NIO, Map.of())).isInstanceOf(NioSocketChannel.class);
		assertThat(option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE))).isEqualTo(30);
		assertThat(option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL))).isEqualTo(10);
		assertThat(option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT))).isEqualTo(3);
		assertThat(this.thread.get().getName()).startsWith("httppool-nio-");
	}

	@Test
	void whenATransportIsNotThereThenThatIsSaidWithThoseThatAre() {
		assumeThat(Epoll.isAvailable()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> NetworkTransports.choose(NetworkTransport.KQUEUE))
			.withMessageStartingWith("transport kqueue cannot be used here, only epoll, nio")
			.withCauseInstanceOf(Throwable.class);
		assertThat(NetworkTransports.reasonAgainst(NetworkTransport.KQUEUE)).isPresent();
		assertThat(NetworkTransports.reasonAgainst(NetworkTransport.EPOLL)).isEmpty();
		assertThat(NetworkTransports.choose(NetworkTransport.AUTO)).isEqualTo("epoll");
	}

}
