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

	GuardedRequest(ClientHttpRequest request) {
		super(request);
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return super.writeWith(GuardedSubscriber.guard(body));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		return super.writeAndFlushWith(Flux.from(GuardedSubscriber.guard(body)).map(GuardedSubscriber::guard));
	}

	@Override
	public Mono<Void> writeWith(Path file, long position, long count) {
		return ((ZeroCopyHttpOutputMessage) getDelegate()).writeWith(file, position, count);
	}

}
