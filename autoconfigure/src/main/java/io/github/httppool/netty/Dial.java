package io.github.httppool.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.netty.encoding.ContentDecoding;
import io.github.httppool.pool.Slot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.transport.TransportConfig;
import reactor.netty.transport.TransportConnector;

/**
 * Opens a connection: DNS, TCP, TLS and codecs by Reactor Netty, which may try several
 * addresses, each with a channel of its own. Ends once, with a connection that is ready
 * or an error and no socket.
 */
final class Dial {

	private final ReactorHttpPool pool;

	private final Slot slot;

	private final TransportConfig config;

	private final SocketAddress remote;

	private final AddressResolverGroup<?> resolver;

	// Accessed on the event loop only, as what follows. Its TCP connection is there, TLS
	// may still fail.
	private @Nullable Channel connected;

	private @Nullable PooledConnection established;

	private @Nullable Throwable error;

	Dial(ReactorHttpPool pool, Slot slot, TransportConfig config, SocketAddress remote,
			AddressResolverGroup<?> resolver) {
		this.pool = pool;
		this.slot = slot;
		this.config = config;
		this.remote = remote;
		this.resolver = resolver;
	}

	void begin() {
		TransportConnector.connect(this.config, this.remote, this.resolver, new Initializer())
			.subscribe((channel) -> this.connected = channel, this::failed);
	}

	private void failed(Throwable cause) {
		this.pool.engine().dialFailed(this.slot, cause, this.pool.now());
	}

	/**
	 * The connection is ready for a call: connected, handshake done, codecs in place.
	 */
	void ready(PooledConnection connection) {
		this.established = connection;
		this.pool.sockets().opened(this.slot.id(), this.slot.host(), connection.channel());
		this.pool.engine().connected(this.slot, connection, this.pool.now());
	}

	/**
	 * Something went wrong after the TCP connection was there; the channel is closed.
	 */
	void broke(Channel channel, Throwable cause) {
		if (this.error == null) {
			this.error = cause;
		}
		channel.close();
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
		else if (connection.channel() == this.connected) {
			failed((this.error != null) ? this.error : closedTooEarly());
		}
	}

	private IOException closedTooEarly() {
		return new IOException(
				"%s closed the connection before it was ready, TLS handshake included".formatted(this.slot.host()));
	}

	private final class Initializer extends ChannelInitializer<Channel> {

		@Override
		public boolean isSharable() {
			return true;
		}

		@Override
		protected void initChannel(Channel channel) {
			ReactorHttpPool pool = Dial.this.pool;
			HttpPoolSettings.Timeouts timeouts = pool.settings().timeouts();
			PooledConnection connection = new PooledConnection(pool, Dial.this.slot, Dial.this, channel);
			ChannelPipeline pipeline = channel.pipeline();
			pipeline.remove(this);
			pipeline.addFirst(Dial.this.config.channelInitializer(connection, Dial.this.remote, false));
			ContentDecoding.replaceDecompressor(pipeline);
			pipeline.addBefore(NettyPipeline.ReactiveBridge, CloseWitness.NAME, new CloseWitness(connection));
			SslHandler tls = pipeline.get(SslHandler.class);
			if (tls != null) {
				tls.setHandshakeTimeout(timeouts.tlsHandshake().toMillis(), TimeUnit.MILLISECONDS);
			}
			connection.bind();
			channel.closeFuture().addListener((closed) -> Dial.this.closed(connection));
		}

	}

}
