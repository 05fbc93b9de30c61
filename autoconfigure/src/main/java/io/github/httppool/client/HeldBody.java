package io.github.httppool.client;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The body of a response in the application's hands.
 */
final class HeldBody extends Flux<DataBuffer> {

	private final Flux<DataBuffer> body;

	private final BodyHandover handover;

	private final Object hold;

	HeldBody(Flux<DataBuffer> body, BodyHandover handover, Object hold) {
		this.body = body;
		this.handover = handover;
		this.hold = hold;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> subscriber) {
		this.handover.begin(this.body, subscriber, this.hold);
	}

}
