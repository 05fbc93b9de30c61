package io.github.httppool.netty;

import org.reactivestreams.Publisher;
import reactor.core.Scannable;

/**
 * Recognizes calls that will run on a pool.
 */
public final class PooledCalls {

	private PooledCalls() {
	}

	/**
	 * Tells whether a call, once subscribed to, takes its connection from a pool.
	 * @param call the call, as assembled by Reactor Netty and those who build on it
	 * @return whether it does
	 */
	public static boolean isPooled(Publisher<?> call) {
		return Scannable.from(call).parents().anyMatch(CancellableConnect.class::isInstance);
	}

}
