package io.github.httppool.webclient;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The body of a response in the application's hands: the response and its subscribers
 * refer to it. Nothing of ours refers to it, so that it becomes unreachable when the
 * application has forgotten them all.
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
