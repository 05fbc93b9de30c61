package io.github.httppool.client;

import java.util.function.Function;

import io.github.httppool.call.Deadline;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The deadline of the code that makes a call: that of its thread, by
 * {@link CallDeadline#within}, or of its subscriber, by {@link CallDeadline#context}. No
 * thread inherits that of another.
 * <p>
 * A call takes the deadline of its thread over, and the thread has none for as long as it
 * works for the call: on its way through the pool it may run what other calls are waiting
 * for, and that code would have a deadline that is none of its own.
 */
public final class DeadlineScope {

	/** Key in Reactor's context. */
	static final Object KEY = CallDeadline.class;

	private static final ThreadLocal<@Nullable Deadline> OF_THREAD = new ThreadLocal<>();

	private DeadlineScope() {
	}

	/**
	 * Returns the deadline of this thread.
	 */
	static @Nullable Deadline ofThread() {
		return OF_THREAD.get();
	}

	/**
	 * Takes the deadline off this thread.
	 * @return the deadline, to be {@linkplain #restore restored}; {@code null} if the
	 * thread has none
	 */
	public static @Nullable Deadline leave() {
		Deadline present = OF_THREAD.get();
		if (present != null) {
			OF_THREAD.remove();
		}
		return present;
	}

	/**
	 * Sets the deadline that this thread has from here on, or had before.
	 * @param deadline the deadline, {@code null} for none
	 */
	public static void restore(@Nullable Deadline deadline) {
		if (deadline != null) {
			OF_THREAD.set(deadline);
		}
		else {
			OF_THREAD.remove();
		}
	}

	/**
	 * Lets a chain that goes on another thread keep the deadline of this one.
	 * @return adds the deadline to the context of a subscriber, if there is one
	 */
	public static Function<Context, Context> carried() {
		Deadline ofThread = OF_THREAD.get();
		return (context) -> {
			Deadline first = Deadline.first(in(context), ofThread);
			return (first != null) ? context.put(KEY, first) : context;
		};
	}

	/**
	 * Returns the deadline that a subscriber has by its context.
	 * @param context its context
	 * @return the deadline, or {@code null} if it has none
	 */
	public static @Nullable Deadline in(ContextView context) {
		return context.<Deadline>getOrDefault(KEY, null);
	}

}
