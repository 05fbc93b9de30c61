package io.github.httppool.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.github.httppool.pool.DialPhase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.transport.TransportConfig;
import reactor.netty.transport.TransportConnector;

/**
 * Reactor Netty's way to connect: it resolves the name, if need be, and tries one address
 * after the other, each with a channel of its own, until one is connected. A dial has one
 * such lane, and further ones that overtake it, each for one address. Used on the event
 * loop only, except for its beginning.
 */
@Sharable
final class DialLane extends ChannelInitializer<Channel> {

	private final ReactorHttpPool pool;

	private final Dial dial;

	private final AddressRace race;

	private final TransportConfig config;

	private final SocketAddress remote;

	private final @Nullable ProxyHop proxy;

	// The only one that it tries, if it overtakes.
	private final @Nullable SocketAddress single;

	// What it resolves, if anything.
	private @Nullable String name;

	// For the address that it is to try next.
	private boolean hasChannel;

	// Ends when that is told to connect.
	private @Nullable Promise<Void> untilConnect;

	// Why it did not connect to the last address.
	private @Nullable Throwable failure;

	private boolean over;

	/**
	 * Creates a lane.
	 * @param pool the pool
	 * @param dial the dial
	 * @param race tells who wins
	 * @param config what to dial with
	 * @param remote where to, by name if it has one
	 * @param proxy the proxy that the pool has for it, if any
	 * @param single the only address that it tries, if it overtakes others
	 */
	DialLane(ReactorHttpPool pool, Dial dial, AddressRace race, TransportConfig config, SocketAddress remote,
			@Nullable ProxyHop proxy, @Nullable SocketAddress single) {
		this.pool = pool;
		this.dial = dial;
		this.race = race;
		this.config = config;
		this.remote = remote;
		this.proxy = proxy;
		this.single = single;
	}

	/**
	 * Begins to connect.
	 * @param target where to: the name, or an address of it
	 * @param resolver finds the addresses
	 * @param eventLoop that of the channels, or {@code null} for any of the client's
	 */
	void begin(SocketAddress target, AddressResolverGroup<?> resolver, @Nullable EventLoop eventLoop) {
		this.name = (resolver != NoopAddressResolverGroup.INSTANCE && target instanceof InetSocketAddress inet
				&& inet.isUnresolved()) ? inet.getHostString() : null;
		Mono<Channel> connect = (eventLoop != null)
				? TransportConnector.connect(this.config, target, resolver, this, eventLoop)
				: TransportConnector.connect(this.config, target, resolver, this);
		connect.subscribe((connected) -> {
		}, this::end);
	}

	private void end(Throwable error) {
		if (this.over) {
			return;
		}
		this.over = true;
		endSetUp();
		if (!this.hasChannel && error != this.failure) {
			this.race.couldNotBegin(this.single, error);
		}
		this.race.ended(this, error);
	}

	/**
	 * Whether it is for a single address.
	 */
	boolean overtakes() {
		return this.single != null;
	}

	@Override
	protected void initChannel(Channel channel) {
		this.hasChannel = true;
		if (!this.dial.opens(channel)) {
			return;
		}
		limitSetUp(channel);
		try {
			setUp(channel);
		}
		catch (Throwable ex) {
			// Code of the application, for instance; the channel is closed next.
			this.dial.awaitClose(channel);
			throw ex;
		}
	}

	/**
	 * Reactor Netty tells nobody when code of the application throws, a supplier of local
	 * addresses for one. The dial limits the first channel, together with the look-up.
	 */
	private void limitSetUp(Channel channel) {
		if (!overtakes() && this.failure == null) {
			return;
		}
		Promise<Void> begun = channel.eventLoop().newPromise();
		this.untilConnect = begun;
		long millis = this.pool.settings().timeouts().connect().toMillis();
		this.dial.limit(begun, channel, millis, (late) -> stuck(channel, millis));
	}

	private void endSetUp() {
		Promise<Void> begun = this.untilConnect;
		if (begun != null) {
			begun.trySuccess(null);
		}
	}

	private void stuck(Channel channel, long millis) {
		this.hasChannel = false;
		channel.close();
		end(new IOException("a channel to %s was set up and not told to connect within %d ms"
			.formatted(this.dial.entry().host(), millis)));
	}

	private void setUp(Channel channel) {
		entersResolution();
		OutboundBytes outbound = new OutboundBytes();
		PooledConnection connection = new PooledConnection(this.pool, this.dial.entry(), this.dial, channel, outbound);
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.remove(this);
		pipeline.addFirst(this.config.channelInitializer(connection, this.remote, false));
		PooledPipeline.prepare(pipeline, connection, this.config);
		pipeline.addBefore(NettyPipeline.ReactiveBridge, CloseReasonHandler.NAME, new CloseReasonHandler(connection));
		pipeline.addBefore(NettyPipeline.ReactiveBridge, ResponseEndHandler.NAME, new ResponseEndHandler(connection));
		PeerProbes.configure(channel, this.config.options());
		if (this.proxy != null) {
			this.proxy.install(pipeline, this.remote);
		}
		DialWatch.begin(pipeline, this.dial, this);
		outbound.countIn(pipeline);
		connection.bind();
		// A channel keeps its listeners for life: this one must know neither the dial
		// nor its call.
		channel.closeFuture().addListener((close) -> connection.closed());
	}

	/**
	 * The first attempt looks up the name, if it is one; the others use what it found.
	 */
	private void entersResolution() {
		String resolved = this.name;
		if (resolved != null && this.dial.progress().phase() == DialPhase.EVENT_LOOP) {
			this.dial.enters(DialPhase.DNS, resolved);
		}
	}

	// What its channels tell

	/**
	 * A channel is about to be connected.
	 * @return whether it may be: another lane has taken the address, or has won,
	 * otherwise
	 */
	boolean tries(SocketAddress address, EventLoop eventLoop) {
		endSetUp();
		return !this.over && this.race.tries(this, address, eventLoop);
	}

	/**
	 * Leaves an address to another lane.
	 * @return what the channel for it fails with
	 */
	ConnectException leaves(SocketAddress address) {
		ConnectException left = new ConnectException(Addresses.literal(address) + " is tried already");
		attemptEnded(left);
		return left;
	}

	private void attemptEnded(Throwable why) {
		this.failure = why;
		this.hasChannel = false;
	}

	/**
	 * A channel is connected.
	 * @return whether it is the first of the dial
	 */
	boolean reached(SocketAddress address, Channel channel) {
		return this.race.reached(address, channel);
	}

	/**
	 * A channel could not be connected.
	 */
	void failed(SocketAddress address, Throwable cause) {
		attemptEnded(cause);
		this.race.failed(address, cause);
	}

	/**
	 * Begins a lane that overtakes this one.
	 * @param address the only one that it tries
	 */
	DialLane overtake(SocketAddress address, EventLoop eventLoop) {
		DialLane lane = new DialLane(this.pool, this.dial, this.race, this.config, this.remote, this.proxy, address);
		lane.begin(address, NoopAddressResolverGroup.INSTANCE, eventLoop);
		return lane;
	}

}
