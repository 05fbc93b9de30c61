package io.github.httppool.benchmarks.idle;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

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
		Connections create(int port, int count) {
			LoopResources loops = LoopResources.create("client", 1, true);
			EventLoopGroup group = loops.onClient(true);
			Bootstrap bootstrap = new Bootstrap().group(group)
				.channelFactory(() -> loops.onChannel(SocketChannel.class, group))
				.handler(new CodecInitializer());
			return new Channels(bootstrap, port, new ArrayList<>(count));
		}

	},

	/** Spring Boot on Reactor Netty's own pools, of which each host has one. */
	REACTOR("RestClient, Reactor Netty") {

		@Override
		Connections create(int port, int count) {
			ClientApplication application = new ClientApplication(Variant.REST_REACTOR, server(port));
			// It tells of none; descriptors do.
			return new Calls(application.restClient(), port, () -> count);
		}

	},

	/** This starter. */
	OURS("RestClient, this starter") {

		@Override
		Connections create(int port, int count) {
			return ours(port, count, Map.of());
		}

	},

	/** This starter without sweeps: the difference to the one above is their cost. */
	UNSWEPT("RestClient, this starter without sweeps") {

		@Override
		Connections create(int port, int count) {
			return ours(port, count, Map.of("httppool.pool.eviction-interval", "1h"));
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
	 * Makes the client.
	 * @param port where all hosts listen
	 * @param count how many connections there will be
	 */
	abstract Connections create(int port, int count);

	private static Connections ours(int port, int count, Map<String, Object> more) {
		Map<String, Object> properties = new HashMap<>(more);
		properties.put("httppool.max-total-connections", count);
		properties.put("httppool.max-total-idle-connections", count);
		properties.put("httppool.pool.max-idle-time", "9m");
		ClientApplication application = new ClientApplication(Variant.REST_OURS, server(port), properties);
		HttpPool pool = application.bean(HttpPools.class).get(HttpPool.DEFAULT);
		return new Calls(application.restClient(), port, () -> pool.snapshot().idle());
	}

	private static URI server(int port) {
		return URI.create("http://127.0.0.1:" + port);
	}

	/**
	 * The connections of one client. As long as this is reachable, so are they.
	 */
	interface Connections {

		/**
		 * Opens a connection to a host and leaves it idle.
		 */
		void openTo(String host);

		/**
		 * Returns how many are open.
		 */
		int open();

	}

	private record Channels(Bootstrap bootstrap, int port, List<Channel> channels) implements Connections {

		@Override
		public void openTo(String host) {
			this.channels.add(this.bootstrap.connect(host, this.port).syncUninterruptibly().channel());
		}

		@Override
		public int open() {
			return (int) this.channels.stream().filter(Channel::isActive).count();
		}

	}

	private record Calls(RestClient client, int port, IntSupplier idle) implements Connections {

		@Override
		public void openTo(String host) {
			URI uri = URI.create("http://%s:%d/answer".formatted(host, this.port));
			String answer = this.client.get().uri(uri).retrieve().body(String.class);
			if (!Upstream.ANSWER.equals(answer)) {
				throw new IllegalStateException(host + " answers with " + answer);
			}
		}

		@Override
		public int open() {
			return this.idle.getAsInt();
		}

	}

	private static final class CodecInitializer extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline().addLast(new HttpClientCodec());
		}

	}

}
