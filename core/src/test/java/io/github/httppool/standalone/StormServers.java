package io.github.httppool.standalone;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * The servers of a storm, and the names of some.
 */
final class StormServers implements AutoCloseable {

	private static final String LOCAL = "127.0.0.1";

	/** No connection takes the port here while the server is dead. */
	private static final String OF_MORTAL = "127.0.0.9";

	private static final int ADDRESSES = 4;

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final StormServer steady = new StormServer(this.eventLoops, LOCAL, 0, false);

	private final StormServer closer = new StormServer(this.eventLoops, LOCAL, 0, true);

	private @Nullable StormServer mortal = new StormServer(this.eventLoops, OF_MORTAL, 0, false);

	private final int mortalPort = this.mortal.port();

	private final List<StormServer> flipping = new ArrayList<>();

	private final AddressResolverGroup<InetSocketAddress> resolver = new Names();

	private volatile List<InetAddress> addresses = List.of(inet(0));

	StormServers() {
		int port = 0;
		for (int i = 0; i < ADDRESSES; i++) {
			StormServer server = new StormServer(this.eventLoops, address(i), port, false);
			this.flipping.add(server);
			port = server.port();
		}
	}

	private static String address(int index) {
		return "127.0.0." + (2 + index);
	}

	private static InetAddress inet(int index) {
		try {
			return InetAddress.getByName(address(index));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ends the mortal server, or starts it again.
	 */
	void dieOrComeBack() {
		StormServer alive = this.mortal;
		if (alive == null) {
			// Java lets go of the socket of a closed server only when its selector comes
			// by.
			this.mortal = await().ignoreExceptions()
				.until(() -> new StormServer(this.eventLoops, OF_MORTAL, this.mortalPort, false), Objects::nonNull);
		}
		else {
			alive.close();
			this.mortal = null;
		}
	}

	/**
	 * Gives the name other addresses.
	 */
	void flip(Random random) {
		List<InetAddress> chosen = new ArrayList<>();
		for (int i = 0; i < ADDRESSES; i++) {
			if (random.nextBoolean()) {
				chosen.add(inet(i));
			}
		}
		this.addresses = chosen.isEmpty() ? List.of(inet(random.nextInt(ADDRESSES))) : List.copyOf(chosen);
	}

	/**
	 * All servers are there from now on.
	 */
	void calm() {
		if (this.mortal == null) {
			dieOrComeBack();
		}
	}

	String url(Host host, String id) {
		return switch (host) {
			case STEADY -> "http://%s:%d/%s".formatted(LOCAL, this.steady.port(), id);
			case CLOSER -> "http://%s:%d/%s".formatted(LOCAL, this.closer.port(), id);
			case MORTAL -> "http://%s:%d/%s".formatted(OF_MORTAL, this.mortalPort, id);
			case FLIPPING -> "http://flipping.example:%d/%s".formatted(this.flipping.get(0).port(), id);
		};
	}

	AddressResolverGroup<InetSocketAddress> resolver() {
		return this.resolver;
	}

	@Override
	public void close() {
		calm();
		this.resolver.close();
		this.steady.close();
		this.closer.close();
		dieOrComeBack();
		this.flipping.forEach(StormServer::close);
		this.eventLoops.shutdownGracefully();
	}

	/**
	 * What calls go to.
	 */
	enum Host {

		/** Always answers. */
		STEADY,

		/** Closes early. */
		CLOSER,

		/** Dies and comes back. */
		MORTAL,

		/** Has a name whose addresses change, all of which answer. */
		FLIPPING;

		/**
		 * Whether calls to it may fail though nobody gives them up.
		 */
		boolean failsCalls() {
			return this == CLOSER || this == MORTAL;
		}

	}

	private final class Names extends AddressResolverGroup<InetSocketAddress> {

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetNameResolver(executor) {

				@Override
				protected void doResolve(String name, Promise<InetAddress> promise) {
					promise.setSuccess(StormServers.this.addresses.get(0));
				}

				@Override
				protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
					promise.setSuccess(StormServers.this.addresses);
				}

			}.asAddressResolver();
		}

	}

}
