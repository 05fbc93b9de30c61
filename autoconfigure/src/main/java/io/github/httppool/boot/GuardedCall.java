package io.github.httppool.boot;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;

/**
 * A call that all guards of its client have permitted. It ends once, whatever else it is
 * told; safe for use by several threads.
 */
final class GuardedCall {

	private final List<CallGuard.Permit> permits;

	private final AtomicBoolean ended = new AtomicBoolean();

	private GuardedCall(int guards) {
		this.permits = new ArrayList<>(guards);
	}

	/**
	 * Asks the guards and waits for them.
	 * @param guards the guards
	 * @return the call, which has begun
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @throws RuntimeException if a guard refuses the call
	 */
	static GuardedCall acquire(List<CallGuard> guards) throws InterruptedException {
		GuardedCall call = new GuardedCall(guards.size());
		call.ask(guards, CallGuard::acquire);
		call.begin();
		return call;
	}

	/**
	 * Asks the guards without blocking.
	 * @param guards the guards
	 * @return the call, which may {@linkplain #begin() begin} after a time
	 * @throws RuntimeException if a guard refuses the call
	 */
	static GuardedCall reserve(List<CallGuard> guards) {
		GuardedCall call = new GuardedCall(guards.size());
		call.ask(guards, CallGuard::reserve);
		return call;
	}

	/**
	 * A guard does not hear that a later one refuses the call: that is nobody's failure.
	 */
	private <X extends Exception> void ask(List<CallGuard> guards, Question<X> question) throws X {
		try {
			for (CallGuard guard : guards) {
				this.permits.add(question.ask(guard));
			}
		}
		catch (Throwable ex) {
			cancelled();
			throw ex;
		}
	}

	/**
	 * Returns how long to wait before the call may begin.
	 */
	long waitNanos() {
		long longest = 0;
		for (CallGuard.Permit permit : this.permits) {
			longest = Math.max(longest, permit.waitNanos());
		}
		return longest;
	}

	void begin() {
		this.permits.forEach(CallGuard.Permit::begin);
	}

	/**
	 * The response has begun.
	 * @param status its status
	 * @throws RuntimeException if a predicate of the application throws it
	 */
	void succeeded(HttpStatusCode status) {
		end((permit) -> permit.succeeded(status));
	}

	/**
	 * The call has failed. An {@code Error} says nothing about the server, nor does an
	 * interrupt, by which a blocking call is cancelled.
	 * @param failure why; what a predicate of the application throws is added to it
	 */
	void failed(Throwable failure) {
		try {
			if (isError(failure) || isInterrupt(failure)) {
				cancelled();
			}
			else {
				end((permit) -> permit.failed(failure));
			}
		}
		catch (Throwable ex) {
			if (ex != failure) {
				failure.addSuppressed(ex);
			}
		}
	}

	/**
	 * Clients wrap some errors, as Reactor would throw them instead of passing them on.
	 */
	private static boolean isError(Throwable failure) {
		return failure instanceof Error || failure.getCause() instanceof Error;
	}

	private static boolean isInterrupt(Throwable failure) {
		return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
	}

	void cancelled() {
		end(CallGuard.Permit::cancelled);
	}

	/**
	 * Ends all permits, even if one cannot be ended.
	 */
	private void end(Consumer<CallGuard.Permit> ending) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		Throwable thrown = null;
		for (CallGuard.Permit permit : this.permits) {
			thrown = first(thrown, end(permit, ending));
		}
		if (thrown instanceof RuntimeException ex) {
			throw ex;
		}
		if (thrown instanceof Error ex) {
			throw ex;
		}
	}

	private static @Nullable Throwable end(CallGuard.Permit permit, Consumer<CallGuard.Permit> ending) {
		try {
			ending.accept(permit);
			return null;
		}
		catch (RuntimeException | Error ex) {
			return ex;
		}
	}

	private static @Nullable Throwable first(@Nullable Throwable first, @Nullable Throwable second) {
		if (first == null) {
			return second;
		}
		if (second != null && second != first) {
			first.addSuppressed(second);
		}
		return first;
	}

	/**
	 * How to ask a guard.
	 *
	 * @param <X> what may happen beside a refusal
	 */
	private interface Question<X extends Exception> {

		CallGuard.Permit ask(CallGuard guard) throws X;

	}

}
