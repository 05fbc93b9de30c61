package io.github.httppool.netty;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import reactor.core.scheduler.Schedulers;

/**
 * Tells a call that its pool refuses it: a moment later, and on a thread that nobody
 * waits for. An application that calls again at once, as {@code retry()} does for an
 * event stream, would otherwise do nothing else on that thread from then on, be it an
 * event loop that others need in order to finish, or the thread that closes the pools.
 */
final class LateRefusal {

	private static final long DELAY_MILLIS = 10;

	private LateRefusal() {
	}

	static void tell(Runnable refusal) {
		try {
			Schedulers.boundedElastic().schedule(refusal, DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application has shut Reactor down, or asks too much of it: better on
			// this thread than never.
			refusal.run();
		}
	}

}
