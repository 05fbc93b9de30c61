package io.github.httppool.restclient;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

/**
 * A request body in memory: sent in one write with the headers, with its own length as
 * the {@code Content-Length}.
 */
final class MemoryContent implements RequestContent {

	private final byte[] bytes;

	private final int length;

	/**
	 * Creates the content.
	 * @param bytes begins with the body; must not be changed any more
	 * @param length the length of the body
	 */
	MemoryContent(byte[] bytes, int length) {
		this.bytes = bytes;
		this.length = length;
	}

	@Override
	public Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
		request.requestHeaders().setInt(HttpHeaderNames.CONTENT_LENGTH, this.length);
		return outbound.sendObject(Unpooled.wrappedBuffer(this.bytes, 0, this.length));
	}

}
