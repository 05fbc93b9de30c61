package io.github.httppool.webclient;

import java.nio.file.Path;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;

/**
 * A request that fails the call with anything the publisher of its body throws.
 */
final class GuardedRequest extends ClientHttpRequestDecorator implements ZeroCopyHttpOutputMessage {

	private final RequestWriter writer;

	/**
	 * Creates a guarded request.
	 * @param request the request
	 * @param writer sees the body, which may have to be sent again
	 */
	GuardedRequest(ClientHttpRequest request, RequestWriter writer) {
		super(request);
		this.writer = writer;
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return super.writeWith(this.writer.writes(body));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		this.writer.streams();
		return super.writeAndFlushWith(Flux.from(GuardedSubscriber.guard(body)).map(GuardedSubscriber::guard));
	}

	@Override
	public Mono<Void> writeWith(Path file, long position, long count) {
		return ((ZeroCopyHttpOutputMessage) getDelegate()).writeWith(file, position, count);
	}

}
