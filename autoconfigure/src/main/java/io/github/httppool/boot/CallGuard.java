package io.github.httppool.boot;

import org.springframework.http.HttpStatusCode;

/**
 * Permits the calls of a client or refuses them, and hears how they end. Safe for use by
 * many threads.
 */
public interface CallGuard {

	/**
	 * Takes a permit for a call, and waits for it if need be. For threads that may block.
	 * @return the permit, with no time left to wait
	 * @throws InterruptedException if the thread is interrupted while it waits; its
	 * interrupt status is kept
	 * @throws RuntimeException if the call is refused
	 */
	Permit acquire() throws InterruptedException;

	/**
	 * Takes a permit for a call without blocking.
	 * @return the permit, which may hold only from a later time on
	 * @throws RuntimeException if the call is refused
	 */
	Permit reserve();

	/**
	 * Tells whether this guard refuses calls with such an exception.
	 * @param failure what a call has failed with
	 * @return whether it means that the call was refused
	 */
	boolean isRefusal(Throwable failure);

	/**
	 * Permission for one call. Its holder calls exactly one of {@code succeeded},
	 * {@code failed} and {@code cancelled}, once.
	 */
	interface Permit {

		/**
		 * Returns how long to wait before the call may begin.
		 * @return nanoseconds, 0 if it may begin at once
		 */
		default long waitNanos() {
			return 0;
		}

		/**
		 * The call begins; time spent waiting does not count.
		 */
		default void begin() {
		}

		/**
		 * A response has come.
		 * @param status its status, and nothing else of it: guards keep what they record
		 */
		void succeeded(HttpStatusCode status);

		/**
		 * The call has failed.
		 * @param failure why
		 */
		void failed(Throwable failure);

		/**
		 * The call has ended in a way that says nothing about the server, if it has begun
		 * at all.
		 */
		void cancelled();

	}

}
