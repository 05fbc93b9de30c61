package io.github.httppool.netty;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.netty.Connection;

/**
 * Has every call that connects pass through a {@link CallSubscription}.
 */
final class CancellableConnect extends MonoOperator<Connection, Connection> {

	@SuppressWarnings("unchecked")
	CancellableConnect(Mono<? extends Connection> source) {
		super((Mono<Connection>) source);
	}

	@Override
	public void subscribe(CoreSubscriber<? super Connection> actual) {
		this.source.subscribe(new CallSubscription(this.source, actual));
	}

}
