package io.github.httppool.client;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * The body of a response in the application's hands.
 */
final class HeldBody extends Flux<DataBuffer> {

	private final BodyHandover handover;

	private final Object hold;

	HeldBody(BodyHandover handover, Object hold) {
		this.handover = handover;
		this.hold = hold;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> subscriber) {
		this.handover.begin(subscriber, this.hold);
	}

}
