package io.github.httppool.restclient;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A future for one value or failure, whichever comes first, awaited by the thread that
 * creates it. The thread parks without a lock and is woken once.
 *
 * @param <T> the type of the value
 */
final class ResponseFuture<T> {

	private static final VarHandle OUTCOME = outcomeHandle();

	private static final Object WITHDRAWN = new Object();

	private static final Object TAKEN = new Object();

	private final Thread caller = Thread.currentThread();

	/**
	 * {@code null} at first, then, set once, the value, a {@link Failure} or
	 * {@link #WITHDRAWN}. A value that was taken is replaced by {@link #TAKEN}: the
	 * connection keeps this future reachable, and so would keep a response reachable that
	 * the application has dropped.
	 */
	private volatile @Nullable Object outcome;

	/**
	 * Completes with a value. May be called by any thread.
	 * @param value the value
	 * @return {@code false} if the value comes too late and will not be seen
	 */
	boolean succeed(T value) {
		return settle(value);
	}

	/**
	 * Completes with a failure. May be called by any thread.
	 * @param failure what went wrong
	 * @return {@code false} if the failure comes too late and will not be seen
	 */
	boolean fail(Throwable failure) {
		return settle(new Failure(failure));
	}

	private boolean settle(@Nullable Object result) {
		if (!OUTCOME.compareAndSet(this, null, result)) {
			return false;
		}
		LockSupport.unpark(this.caller);
		return true;
	}

	/**
	 * Returns whether the caller has given up waiting.
	 * @return whether the caller has given up
	 */
	boolean isWithdrawn() {
		return this.outcome == WITHDRAWN;
	}

	/**
	 * Waits for the outcome. Only for the thread that created this.
	 * @return the value
	 * @throws ExecutionException with the failure as its cause
	 * @throws InterruptedException if the thread was interrupted before there was an
	 * outcome; this is withdrawn then
	 */
	T await() throws ExecutionException, InterruptedException {
		Object result = this.outcome;
		while (result == null) {
			LockSupport.park(this);
			if (Thread.interrupted()) {
				withdraw();
			}
			result = this.outcome;
		}
		if (result instanceof Failure failure) {
			throw new ExecutionException(failure.reason());
		}
		this.outcome = TAKEN;
		@SuppressWarnings("unchecked")
		T value = (T) result;
		return value;
	}

	private void withdraw() throws InterruptedException {
		if (OUTCOME.compareAndSet(this, null, WITHDRAWN)) {
			throw new InterruptedException();
		}
		// The outcome came first: the interrupt is for what the caller does next.
		Thread.currentThread().interrupt();
	}

	private static VarHandle outcomeHandle() {
		try {
			return MethodHandles.lookup().findVarHandle(ResponseFuture.class, "outcome", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private record Failure(Throwable reason) {
	}

}
