package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Closes an idle channel so that the server closes its end first. A slot that is free
 * before the server has noticed would let it see one connection more than the limit, for
 * a moment; this costs one round trip, and no more than a moment if the server does not
 * answer.
 */
final class PoliteClose {

	/** A server that is alive answers within a round trip. */
	private static final long PATIENCE_MILLIS = 100;

	private PoliteClose() {
	}

	static void close(Channel channel) {
		if (!channel.isActive() || channel.eventLoop().isShuttingDown()) {
			channel.close();
			return;
		}
		channel.eventLoop().execute(() -> begin(channel));
	}

	private static void begin(Channel channel) {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (tls != null) {
			tls.closeOutbound();
		}
		else if (channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput();
		}
		else {
			channel.close();
			return;
		}
		channel.config().setAutoRead(true);
		channel.eventLoop().schedule(() -> channel.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
	}

}
