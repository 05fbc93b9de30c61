package io.github.httppool.benchmarks.idle;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import reactor.netty.resources.LoopResources;

import org.springframework.web.client.RestClient;

/**
 * What keeps connections open, one to each host.
 */
enum IdleClient {

	/** Channels with a codec and nothing else: the floor. */
	NETTY("Netty channels with an HTTP codec") {

		@Override
		Connections open(int port, IdleHosts hosts) throws InterruptedException {
			LoopResources loops = LoopResources.create("client", 1, true);
			EventLoopGroup group = loops.onClient(true);
			Bootstrap bootstrap = new Bootstrap().group(group)
				.channelFactory(() -> loops.onChannel(SocketChannel.class, group))
				.handler(new CodecInitializer());
			List<Channel> channels = new ArrayList<>(hosts.count());
			for (String host : hosts.addresses().toList()) {
				channels.add(bootstrap.connect(host, port).sync().channel());
			}
			return () -> (int) channels.stream().filter(Channel::isActive).count();
		}

	},

	/** Spring Boot on Reactor Netty's own pools, of which each host has one. */
	REACTOR("RestClient, Reactor Netty") {

		@Override
		Connections open(int port, IdleHosts hosts) {
			ClientApplication application = new ClientApplication(Variant.REST_REACTOR, server(port));
			callEach(application, port, hosts);
			// It counts none; descriptors tell.
			return hosts::count;
		}

	},

	/** This starter. */
	OURS("RestClient, this starter") {

		@Override
		Connections open(int port, IdleHosts hosts) {
			ClientApplication application = new ClientApplication(Variant.REST_OURS, server(port),
					Map.of("httppool.max-total-connections", 2 * hosts.count(), "httppool.max-total-idle-connections",
							2 * hosts.count(), "httppool.pool.max-idle-time", "9m"));
			callEach(application, port, hosts);
			application.verifyUse(HttpPool.DEFAULT);
			HttpPool pool = application.bean(HttpPools.class).get(HttpPool.DEFAULT);
			return () -> pool.snapshot().idle();
		}

	};

	private final String title;

	IdleClient(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/**
	 * Opens a connection to each host and leaves it idle.
	 */
	abstract Connections open(int port, IdleHosts hosts) throws InterruptedException;

	private static URI server(int port) {
		return URI.create("http://127.0.0.1:" + port);
	}

	private static void callEach(ClientApplication application, int port, IdleHosts hosts) {
		RestClient client = application.restClient();
		hosts.addresses().forEach((host) -> {
			String answer = client.get()
				.uri(URI.create("http://%s:%d/answer".formatted(host, port)))
				.retrieve()
				.body(String.class);
			if (!Upstream.ANSWER.equals(answer)) {
				throw new IllegalStateException(host + " answers with " + answer);
			}
		});
	}

	/**
	 * The connections that were opened. As long as this is reachable, so are they.
	 */
	@FunctionalInterface
	interface Connections {

		/**
		 * Returns how many are open.
		 */
		int open();

	}

	private static final class CodecInitializer extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline().addLast(new HttpClientCodec());
		}

	}

}
