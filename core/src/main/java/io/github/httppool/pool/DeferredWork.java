package io.github.httppool.pool;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * What was put off while the {@link PoolLock} was held once, by kind. Queues are made
 * when needed, as most often there is one action and nothing else.
 */
final class DeferredWork {

	private static final int FEW = 3;

	@Nullable Deque<Runnable> events;

	@Nullable Deque<Runnable> actions;

	@Nullable Deque<Runnable> answers;

	void addEvent(Runnable event) {
		this.events = add(this.events, event);
	}

	void addAction(Runnable action) {
		this.actions = add(this.actions, action);
	}

	void addAnswer(Runnable answer) {
		this.answers = add(this.answers, answer);
	}

	private static Deque<Runnable> add(@Nullable Deque<Runnable> work, Runnable added) {
		Deque<Runnable> enlarged = (work != null) ? work : new ArrayDeque<>(FEW);
		enlarged.add(added);
		return enlarged;
	}

}
