package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits on this thread, even if that is interrupted: an interrupt would be a reason to
 * leave sockets open.
 */
final class Patience {

	private Patience() {
	}

	/**
	 * Waits for an end, whatever it is.
	 * @param end what is waited for
	 * @param longest for how long
	 * @return whether it has come
	 */
	static boolean await(CompletionStage<?> end, Duration longest) {
		CountDownLatch ended = new CountDownLatch(1);
		end.whenComplete((value, failure) -> ended.countDown());
		long deadline = System.nanoTime() + longest.toNanos();
		boolean interrupted = false;
		while (true) {
			try {
				boolean come = ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
				return come;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
	}

}
