package io.github.httppool.netty;

import io.github.httppool.netty.encoding.ContentDecoding;
import io.github.httppool.netty.encoding.DecodedLimit;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.TransportConfig;

/**
 * Puts our codecs in the place of those that Reactor Netty has put into a pipeline, under
 * their names, by which it and WebSocket handshakes find them.
 */
final class PooledPipeline {

	private PooledPipeline() {
	}

	static void prepare(ChannelPipeline pipeline, PooledConnection connection, TransportConfig config) {
		if (config instanceof HttpClientConfig http
				&& pipeline.get(NettyPipeline.HttpCodec) instanceof HttpClientCodec) {
			pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec,
					new ResponseDecoder(http.decoder(), connection));
			pipeline.addBefore(NettyPipeline.HttpCodec, RequestEncoder.NAME, new RequestEncoder(connection));
		}
		ContentDecoding.replaceDecompressor(pipeline, decodedLimit(connection));
	}

	private static DecodedLimit decodedLimit(PooledConnection connection) {
		long max = connection.settings().limits().maxDecompressedSize();
		return (max == 0) ? DecodedLimit.NONE
				: new DecodedLimit(max, () -> connection.failures().decompressedTooLarge(max));
	}

	/**
	 * Reactor Netty's last handler makes operations for a connection that becomes active,
	 * with the configuration of the call that it was dialed for, body included. From then
	 * on it needs none. A handler that the application has put behind it has to stay
	 * there, and the configuration with it.
	 */
	static void forgetFirstCall(PooledConnection connection) {
		ChannelPipeline pipeline = connection.channel().pipeline();
		if (pipeline.lastContext().name().equals(NettyPipeline.ReactiveBridge)) {
			pipeline.remove(NettyPipeline.ReactiveBridge);
			ChannelOperations.addReactiveBridge(connection.channel(), ChannelOperations.OnSetup.empty(), connection);
		}
	}

}
