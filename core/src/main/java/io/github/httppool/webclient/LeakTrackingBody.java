package io.github.httppool.webclient;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The response body that the application holds: the response and the body's subscribers
 * refer to it. The library holds no strong reference to it, so that it becomes
 * unreachable when the application has dropped them all.
 */
final class LeakTrackingBody extends Flux<DataBuffer> {

	private final Flux<DataBuffer> body;

	private final ResponseBodyOwnership handover;

	LeakTrackingBody(Flux<DataBuffer> body, ResponseBodyOwnership handover) {
		this.body = body;
		this.handover = handover;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> subscriber) {
		this.handover.begin(this.body, subscriber, this);
	}

}
