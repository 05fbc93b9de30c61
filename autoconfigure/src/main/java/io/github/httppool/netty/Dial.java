package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.pool.DialPhase;
import io.github.httppool.pool.DialProgress;
import io.github.httppool.pool.PendingDial;
import io.github.httppool.pool.Slot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
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

	private final Slot slot;

	private final TransportConfig config;

	private final SocketAddress remote;

	private final AddressResolverGroup<?> resolver;

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
	private volatile boolean last;

	// What went wrong first.
	private volatile @Nullable Throwable error;

	Dial(ReactorHttpPool pool, Slot slot, TransportConfig config, SocketAddress remote,
			AddressResolverGroup<?> resolver) {
		this.pool = pool;
		this.slot = slot;
		this.config = config;
		this.remote = remote;
		this.resolver = resolver;
		this.progress = new DialProgress(DialPhase.EVENT_LOOP, slot.host(), pool.now());
	}

	void begin() {
		TransportConnector.connect(this.config, this.remote, this.resolver, new Initializer())
			.subscribe(this::connected, this::failed);
	}

	// How far it has come

	@Override
	public DialProgress progress() {
		return this.progress;
	}

	void enters(DialPhase phase, SocketAddress target) {
		this.progress = new DialProgress(phase, Addresses.literal(target), this.pool.now());
	}

	void goesThrough(ProxyTunnel newTunnel) {
		this.tunnel = newTunnel;
	}

	/**
	 * The first attempt looks up the name, if it is one; the others use what it found.
	 */
	private void attempts() {
		boolean resolves = this.progress.phase() == DialPhase.EVENT_LOOP
				&& this.resolver != NoopAddressResolverGroup.INSTANCE;
		if (resolves && this.remote instanceof InetSocketAddress inet && inet.isUnresolved()) {
			this.progress = new DialProgress(DialPhase.DNS, inet.getHostString(), this.pool.now());
		}
	}

	/**
	 * The TCP connection is there, TLS may still fail. The channel may have closed just
	 * before that was told.
	 */
	private void connected(Channel connected) {
		this.last = true;
		if (!connected.isOpen() && this.established == null) {
			end();
		}
	}

	/**
	 * The connection is ready for a call: connected, handshake done, codecs in place.
	 */
	void ready(PooledConnection connection) {
		DialWatch.end(connection.channel().pipeline());
		this.established = connection;
		this.pool.sockets().opened(this.slot.id(), this.slot.host(), connection.channel());
		this.pool.engine().connected(this.slot, connection, this.pool.now());
	}

	// How it fails

	/**
	 * No address could be reached, or there is none. Reactor Netty has closed its
	 * channel, unless code of the application has thrown.
	 */
	private void failed(Throwable cause) {
		note(cause);
		this.last = true;
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
			this.error = new IOException("the dial to %s was cancelled, as pool '%s' is closed"
				.formatted(this.slot.host(), this.pool.name()));
		}
		this.last = true;
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
			this.error = (this.tunnel != null) ? this.tunnel.failure(cause) : cause;
		}
	}

	/**
	 * The channel closed. An address that could not be reached does not end the dial, as
	 * Reactor Netty goes on with the next or reports the last.
	 */
	private void closed(PooledConnection connection) {
		connection.closed();
		if (connection == this.established) {
			this.pool.sockets().closed(this.slot.id(), this.pool.now());
			this.pool.engine().closed(this.slot, connection.closeReason(), this.pool.now());
		}
		else if (this.last) {
			end();
		}
	}

	private void end() {
		note(new IOException(
				"%s closed the connection before it was ready, TLS handshake included".formatted(this.slot.host())));
		this.pool.engine().dialFailed(this.slot, Objects.requireNonNull(this.error), this.pool.now());
	}

	private final class Initializer extends ChannelInitializer<Channel> {

		@Override
		public boolean isSharable() {
			return true;
		}

		@Override
		protected void initChannel(Channel channel) {
			Dial.this.channel = channel;
			if (Dial.this.last) {
				// Cancelled before it has begun, or when Reactor Netty goes on.
				channel.close();
				end();
				return;
			}
			attempts();
			ReactorHttpPool pool = Dial.this.pool;
			HttpPoolSettings.Timeouts timeouts = pool.settings().timeouts();
			PooledConnection connection = new PooledConnection(pool, Dial.this.slot, Dial.this, channel);
			ChannelPipeline pipeline = channel.pipeline();
			pipeline.remove(this);
			pipeline.addFirst(Dial.this.config.channelInitializer(connection, Dial.this.remote, false));
			PooledPipeline.prepare(pipeline, connection, Dial.this.config);
			pipeline.addBefore(NettyPipeline.ReactiveBridge, CloseWitness.NAME, new CloseWitness(connection));
			SslHandler tls = pipeline.get(SslHandler.class);
			if (tls != null) {
				tls.setHandshakeTimeout(timeouts.tlsHandshake().toMillis(), TimeUnit.MILLISECONDS);
			}
			DialWatch.begin(pipeline, Dial.this);
			connection.bind();
			channel.closeFuture().addListener((closed) -> Dial.this.closed(connection));
		}

	}

}
