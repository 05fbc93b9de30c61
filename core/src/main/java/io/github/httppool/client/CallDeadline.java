package io.github.httppool.client;

import java.time.Duration;
import java.util.function.Function;

import io.github.httppool.call.Deadline;
import io.github.httppool.call.TimeLimit;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * One deadline for several calls. Each call that is made within is over by then, with a
 * {@code CallTimeoutException}; one that begins later fails without being sent. The
 * earliest of all limits counts: of nested deadlines, of {@code timeouts.total},
 * {@link CallOptions} and {@link CallTimeout}. Unlike {@code timeouts.total}, a deadline
 * also ends event streams. It ends calls and nothing else.
 */
public final class CallDeadline {

	private static final String SOURCE = "CallDeadline";

	private CallDeadline() {
	}

	/**
	 * Runs code whose calls must be over in time. It counts for the calls that this
	 * thread makes, and for those of a {@code WebClient} that it subscribes to; not for
	 * what other threads do on its behalf, unless Micrometer's context propagation
	 * carries it there.
	 * @param <T> what the code returns
	 * @param <X> what it throws
	 * @param limit how long all calls together may take; if it is not positive, none is
	 * sent
	 * @param code makes the calls
	 * @return what the code returns
	 * @throws X what the code throws
	 */
	public static <T extends @Nullable Object, X extends Throwable> T within(Duration limit, Code<T, X> code) throws X {
		Deadline outer = enter(limit);
		try {
			return code.run();
		}
		finally {
			DeadlineScope.restore(outer);
		}
	}

	/**
	 * Runs code whose calls must be over in time, and which returns nothing.
	 * @param <X> what it throws
	 * @param limit how long all calls together may take; if it is not positive, none is
	 * sent
	 * @param code makes the calls
	 * @throws X what the code throws
	 */
	public static <X extends Throwable> void within(Duration limit, Action<X> code) throws X {
		Deadline outer = enter(limit);
		try {
			code.run();
		}
		finally {
			DeadlineScope.restore(outer);
		}
	}

	/**
	 * Returns the deadline that the thread had.
	 */
	private static @Nullable Deadline enter(Duration limit) {
		Deadline outer = DeadlineScope.ofThread();
		DeadlineScope.restore(first(limit, outer));
		return outer;
	}

	/**
	 * Limits the calls of a reactive chain:
	 * {@code chain.contextWrite(CallDeadline.context(ofSeconds(1)))}. The time begins to
	 * count when the chain is subscribed to, each time anew. A blocking call inside has
	 * the deadline only if Micrometer's context propagation restores thread-locals there.
	 * @param limit how long all calls together may take; if it is not positive, none is
	 * sent
	 * @return adds the deadline to the context of a subscriber
	 */
	public static Function<Context, Context> context(Duration limit) {
		return (context) -> context.put(DeadlineScope.KEY,
				first(limit, Deadline.first(DeadlineScope.in(context), DeadlineScope.ofThread())));
	}

	private static Deadline first(Duration limit, @Nullable Deadline outer) {
		Deadline own = Deadline.hard(System.nanoTime(), bounded(limit), SOURCE);
		Deadline first = Deadline.first(outer, own);
		return (first != null) ? first : own;
	}

	private static Duration bounded(Duration limit) {
		if (limit.isNegative()) {
			return Duration.ZERO;
		}
		return (limit.compareTo(TimeLimit.LONGEST) < 0) ? limit : TimeLimit.LONGEST;
	}

	/**
	 * Code that returns something.
	 *
	 * @param <T> what it returns
	 * @param <X> what it throws
	 */
	@FunctionalInterface
	public interface Code<T extends @Nullable Object, X extends Throwable> {

		/**
		 * Runs the code.
		 * @return its result
		 * @throws X if it fails
		 */
		T run() throws X;

	}

	/**
	 * Code that returns nothing.
	 *
	 * @param <X> what it throws
	 */
	@FunctionalInterface
	public interface Action<X extends Throwable> {

		/**
		 * Runs the code.
		 * @throws X if it fails
		 */
		void run() throws X;

	}

}
