package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolState;
import io.github.httppool.call.DialTimes;
import io.github.httppool.pool.DialPhase;
import io.github.httppool.pool.DialProgress;
import io.github.httppool.pool.PendingDial;
import io.github.httppool.pool.PoolEntry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.TransportConfig;
import reactor.netty.transport.TransportConnector;

/**
 * Opens a connection: DNS, TCP, TLS and codecs by Reactor Netty, which may try several
 * addresses, each with a channel of its own. Ends once, with a connection that is ready
 * or an error and no socket.
 *
 * <p>
 * Fields without a note are accessed on the event loop only.
 */
final class Dial implements PendingDial {

	private final ReactorHttpPool pool;

	private final PoolEntry entry;

	private final long begunAt;

	private final DialTimes times;

	// Written on the event loop, read anywhere.
	private volatile DialProgress progress;

	// The one that is being connected. Written on the event loop, read anywhere.
	private volatile @Nullable Channel channel;

	// If there is a proxy.
	private @Nullable ProxyTunnel tunnel;

	// Written on the event loop, read anywhere.
	private volatile @Nullable PooledConnection established;

	// No other address is tried: the dial ends with the channel. Written and read
	// anywhere, like the error.
	private volatile boolean lastAttempt;

	// If it is one of ours. Written before the dial begins, read anywhere.
	private volatile @Nullable EventLoop eventLoop;

	// What TLS is spoken with, if any. Written before the dial begins, read anywhere.
	private volatile @Nullable SslContext tls;

	private final AtomicBoolean ended = new AtomicBoolean();

	// Written before the dial begins, read anywhere.
	private volatile @Nullable Disposable overdue;

	// What went wrong first.
	private volatile @Nullable Throwable error;

	Dial(ReactorHttpPool pool, PoolEntry entry) {
		this.pool = pool;
		this.entry = entry;
		this.begunAt = pool.now();
		this.times = new DialTimes(this.begunAt);
		this.progress = new DialProgress(DialPhase.EVENT_LOOP, entry.host(), this.begunAt);
	}

	/**
	 * Begins. What it dials with belongs to the call that wants the connection, down to
	 * the body of its request, and must not be kept as long as the connection.
	 * @param config the client's configuration
	 * @param remote where to
	 * @param resolver finds the address, or that of the proxy
	 * @param proxy the proxy that the pool has for it, if any
	 */
	void begin(TransportConfig config, SocketAddress remote, AddressResolverGroup<?> resolver,
			@Nullable ProxyHop proxy) {
		HttpPoolSettings.Timeouts timeouts = this.pool.settings().timeouts();
		this.tls = tlsOf(config);
		Disposable timer = this.pool.after(timeouts.dns().plus(timeouts.connect()), this::failUnlessConnecting);
		this.overdue = timer;
		try {
			connect(config, remote, resolver, proxy).subscribe(this::connected, this::failed);
		}
		catch (Throwable ex) {
			timer.dispose();
			releaseEventLoop();
			throw ex;
		}
	}

	private static @Nullable SslContext tlsOf(TransportConfig config) {
		SslProvider provider = (config instanceof HttpClientConfig client) ? client.sslProvider() : null;
		return (provider != null) ? provider.getSslContext() : null;
	}

	/**
	 * Returns whether the connection speaks TLS by a context.
	 */
	boolean isSecuredBy(SslContext context) {
		return this.tls == context;
	}

	private Mono<Channel> connect(TransportConfig config, SocketAddress remote, AddressResolverGroup<?> resolver,
			@Nullable ProxyHop proxy) {
		EventLoop taken = this.pool.takeEventLoop(config.loopResources());
		this.eventLoop = taken;
		Initializer initializer = new Initializer(config, remote, resolver, proxy);
		SocketAddress first = initializer.firstHop();
		return (taken != null) ? TransportConnector.connect(config, first, resolver, initializer, taken)
				: TransportConnector.connect(config, first, resolver, initializer);
	}

	private void releaseEventLoop() {
		EventLoop taken = this.eventLoop;
		if (taken != null) {
			this.pool.releaseEventLoop(taken);
		}
	}

	/**
	 * Every phase has a limit of its own but those before the first address: a resolver
	 * of the application may never answer, and Reactor Netty tells nobody when a supplier
	 * of local addresses throws.
	 */
	private void failUnlessConnecting() {
		DialProgress stuck = this.progress;
		if (stuck.phase() != DialPhase.EVENT_LOOP && stuck.phase() != DialPhase.DNS) {
			return;
		}
		long millis = TimeUnit.NANOSECONDS.toMillis(this.pool.now() - this.begunAt);
		note(new IOException("the dial to %s has not tried an address within %d ms: %s %s".formatted(this.entry.host(),
				millis, stuck.phase().words(), stuck.target())));
		this.lastAttempt = true;
		Channel open = this.channel;
		if (open != null) {
			open.close();
		}
		else {
			end();
		}
	}

	private void stopTimer() {
		Disposable timer = this.overdue;
		if (timer != null) {
			timer.dispose();
		}
	}

	// How far it has come

	@Override
	public DialProgress progress() {
		return this.progress;
	}

	/**
	 * Returns when it has come into which phase.
	 */
	DialTimes times() {
		return this.times;
	}

	void enters(DialPhase phase, SocketAddress target) {
		stopTimer();
		enters(phase, Addresses.literal(target));
	}

	private void enters(DialPhase phase, String target) {
		long now = this.pool.now();
		this.progress = new DialProgress(phase, target, now);
		this.times.enters(phase.callPhase(), now);
	}

	/**
	 * The TLS handshake begins, and its timeout with it.
	 * @param tls the handshake
	 * @param with whom, in words
	 * @param target whose certificate is expected
	 */
	void handshakes(SslHandler tls, String with, SocketAddress target) {
		enters(DialPhase.TLS, target);
		Channel handshaking = Objects.requireNonNull(this.channel);
		long millis = this.pool.settings().timeouts().tlsHandshake().toMillis();
		limit(tls.handshakeFuture(), handshaking, millis,
				(late) -> broke(handshaking,
						new SslHandshakeTimeoutException("TLS handshake with %s timed out after %d ms%s".formatted(with,
								millis, EventLoopDelay.describe(late)))));
	}

	/**
	 * Limits how long a phase may take.
	 * @param phase ends with the phase
	 * @param phaseChannel where it takes place
	 * @param millis the limit
	 * @param onTimeout is told how many nanoseconds late the event loop was, if the phase
	 * has not ended in time
	 */
	void limit(Future<?> phase, Channel phaseChannel, long millis, LongConsumer onTimeout) {
		PhaseLimit.set(phase, phaseChannel.eventLoop(), millis, this.pool::now, onTimeout);
	}

	long now() {
		return this.pool.now();
	}

	void goesThrough(ProxyTunnel newTunnel) {
		this.tunnel = newTunnel;
	}

	/**
	 * The TCP connection is there, TLS may still fail. The channel may have closed just
	 * before that was told.
	 */
	private void connected(Channel connected) {
		this.lastAttempt = true;
		if (!connected.isOpen() && this.established == null) {
			end();
		}
	}

	/**
	 * The connection is ready for a call: connected, handshake done, codecs in place.
	 */
	void ready(PooledConnection connection) {
		DialWatch.end(connection.channel().pipeline());
		PooledPipeline.forgetFirstCall(connection);
		this.established = connection;
		this.pool.sockets().opened(this.entry.id(), this.entry.host(), connection.channel());
		long now = this.pool.now();
		this.times.end(now);
		this.pool.engine().connected(this.entry, connection, now);
	}

	// How it fails

	/**
	 * No address could be reached, or there is none. Reactor Netty has closed its
	 * channel, unless code of the application has thrown.
	 */
	private void failed(Throwable cause) {
		note(cause);
		this.lastAttempt = true;
		Channel open = this.channel;
		if (open == null || !open.isOpen()) {
			end();
		}
		else {
			open.close();
		}
	}

	/**
	 * Something went wrong after the TCP connection was there.
	 */
	void broke(Channel channel, Throwable cause) {
		note(cause);
		channel.close();
	}

	@Override
	public void cancel() {
		if (this.error == null) {
			this.error = new IOException(
					"the dial to %s was cancelled, as pool '%s' is %s".formatted(this.entry.host(), this.pool.name(),
							(this.pool.engine().drains().state() == PoolState.CLOSED) ? "closed" : "drained"));
		}
		this.lastAttempt = true;
		Channel open = this.channel;
		if (open != null && this.established == null) {
			open.close();
		}
	}

	/**
	 * What goes wrong before the proxy has connected us is the proxy's.
	 */
	private void note(Throwable cause) {
		if (this.error == null) {
			Throwable reason = CallError.ofTls(cause, this.entry.host());
			this.error = (this.tunnel != null) ? this.tunnel.failure(reason) : reason;
		}
	}

	/**
	 * A channel keeps its listeners for life: this one must not know the call that the
	 * connection is dialed for.
	 */
	private void awaitClose(PooledConnection connection) {
		connection.channel().closeFuture().addListener((close) -> closed(connection));
	}

	/**
	 * The channel closed. An address that could not be reached does not end the dial, as
	 * Reactor Netty goes on with the next or reports the last.
	 */
	private void closed(PooledConnection connection) {
		try {
			connection.closed();
		}
		finally {
			if (connection == this.established) {
				releaseEventLoop();
				this.pool.sockets().closed(this.entry.id(), this.pool.now());
				this.pool.engine().closed(this.entry, connection.closeReason(), this.pool.now());
			}
			else if (this.lastAttempt) {
				end();
			}
		}
	}

	private void end() {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		stopTimer();
		releaseEventLoop();
		note(new IOException(
				"%s closed the connection before it was ready, TLS handshake included".formatted(this.entry.host())));
		long now = this.pool.now();
		this.times.end(now);
		Throwable why = Objects.requireNonNull(this.error);
		if (this.progress.phase() == DialPhase.EVENT_LOOP) {
			this.pool.engine().dialFailedBeforeHost(this.entry, why, now);
		}
		else {
			this.pool.engine().dialFailed(this.entry, why, now);
		}
	}

	private final class Initializer extends ChannelInitializer<Channel> {

		private final TransportConfig config;

		private final SocketAddress remote;

		private final AddressResolverGroup<?> resolver;

		private final @Nullable ProxyHop proxy;

		Initializer(TransportConfig config, SocketAddress remote, AddressResolverGroup<?> resolver,
				@Nullable ProxyHop proxy) {
			this.config = config;
			this.remote = remote;
			this.resolver = resolver;
			this.proxy = proxy;
		}

		/**
		 * Returns what a channel connects to: the target, or the proxy on the way to it.
		 */
		SocketAddress firstHop() {
			return (this.proxy != null) ? this.proxy.address() : this.remote;
		}

		@Override
		public boolean isSharable() {
			return true;
		}

		@Override
		protected void initChannel(Channel channel) {
			Dial.this.channel = channel;
			if (Dial.this.lastAttempt) {
				// Cancelled before it has begun, or when Reactor Netty goes on.
				channel.close();
				end();
				return;
			}
			entersResolution();
			ReactorHttpPool pool = Dial.this.pool;
			OutboundBytes outbound = new OutboundBytes();
			PooledConnection connection = new PooledConnection(pool, Dial.this.entry, Dial.this, channel, outbound);
			ChannelPipeline pipeline = channel.pipeline();
			pipeline.remove(this);
			pipeline.addFirst(this.config.channelInitializer(connection, this.remote, false));
			PooledPipeline.prepare(pipeline, connection, this.config);
			pipeline.addBefore(NettyPipeline.ReactiveBridge, CloseReasonHandler.NAME,
					new CloseReasonHandler(connection));
			pipeline.addBefore(NettyPipeline.ReactiveBridge, ResponseEndHandler.NAME,
					new ResponseEndHandler(connection));
			PeerProbes.configure(channel, this.config.options());
			if (this.proxy != null) {
				this.proxy.install(pipeline, this.remote);
			}
			DialWatch.begin(pipeline, Dial.this);
			outbound.countIn(pipeline);
			connection.bind();
			Dial.this.awaitClose(connection);
		}

		/**
		 * The first attempt looks up the name, if it is one; the others use what it
		 * found.
		 */
		private void entersResolution() {
			boolean resolves = Dial.this.progress.phase() == DialPhase.EVENT_LOOP
					&& this.resolver != NoopAddressResolverGroup.INSTANCE;
			if (resolves && firstHop() instanceof InetSocketAddress inet && inet.isUnresolved()) {
				enters(DialPhase.DNS, inet.getHostString());
			}
		}

	}

}
