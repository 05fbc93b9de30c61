package io.github.httppool.restclient;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The one answer that the thread which creates it waits for: a value or a failure,
 * whichever comes first. The thread parks without a lock and is woken once.
 *
 * @param <T> the type of the value
 */
final class ResponseFuture<T> {

	private static final VarHandle OUTCOME = outcomeHandle();

	private static final Object WITHDRAWN = new Object();

	private static final Object TAKEN = new Object();

	private final Thread caller = Thread.currentThread();

	/**
	 * Nothing yet, then once and for all the value, a {@link Failure} or
	 * {@link #WITHDRAWN}. A value that was taken is replaced by {@link #TAKEN}: the
	 * connection, which holds on to this, must not keep a response that the application
	 * has forgotten from being noticed.
	 */
	private volatile @Nullable Object outcome;

	/**
	 * Answers with a value. From any thread.
	 * @param value the value
	 * @return {@code false} if nobody will see the value, because it comes too late
	 */
	boolean succeed(T value) {
		return settle(value);
	}

	/**
	 * Answers with a failure. From any thread.
	 * @param failure what went wrong
	 * @return {@code false} if nobody will see the failure, because it comes too late
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
	 * Waits for the answer. Only for the thread that created it.
	 * @return the value
	 * @throws ExecutionException if the answer is a failure, which is the cause
	 * @throws InterruptedException if the thread was interrupted before the answer came;
	 * the answer is withdrawn then
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
		// The answer was there first: the interrupt is for what the caller does next.
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
