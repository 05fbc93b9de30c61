package io.github.httppool.client;

import java.util.function.Supplier;

import reactor.core.scheduler.Schedulers;

import org.springframework.util.Assert;

/**
 * Checks that a blocking call is made on a thread that may block.
 */
public final class BlockingThread {

	private BlockingThread() {
	}

	/**
	 * Refuses a call on a thread that must not block, such as an event loop.
	 * @param call names the call
	 * @param advice what to do instead
	 * @throws IllegalStateException if this thread must not block
	 */
	public static void require(Supplier<String> call, String advice) {
		Assert.state(!Schedulers.isInNonBlockingThread(),
				() -> "%s cannot be called on the thread '%s', which must not block; nothing has been sent. %s"
					.formatted(call.get(), Thread.currentThread().getName(), advice));
	}

}
