package io.github.httppool.pool;

import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Does, with the {@link PoolLock} free, what a thread has put off while it held it.
 * Belongs to that thread: nothing in here waits for the code of another one.
 * <ul>
 * <li><b>Events</b> come first, in order, each told to the end before the next: what a
 * listener causes is told behind what it has not heard yet.</li>
 * <li><b>Actions</b> (dials, hand-outs, closes) follow in one loop. An action that comes
 * back to the pool and puts off more, as a dial does that fails at once, adds to the loop
 * and does not nest: any number of them take one level of the stack.</li>
 * <li><b>Answers</b> come last, as code of the application runs in them, which may block,
 * even for a call of its own. What it puts off is therefore done before it goes on, in a
 * loop of its own. The same holds for what a listener puts off, its events aside.</li>
 * </ul>
 */
final class Trampoline {

	private static final Log logger = LogFactory.getLog(Trampoline.class);

	private @Nullable Deque<Runnable> events;

	private @Nullable Deque<Runnable> actions;

	private @Nullable Deque<Runnable> answers;

	private boolean telling;

	private boolean acting;

	/**
	 * Does what was put off. Called again from within, it tells the events and leaves the
	 * rest to the loop, if one goes on.
	 */
	void run(DeferredWork work) {
		this.events = addAll(this.events, work.events);
		tell();
		this.actions = addAll(this.actions, work.actions);
		this.answers = addAll(this.answers, work.answers);
		if (!this.acting) {
			act();
			answer();
		}
	}

	/**
	 * Tells an event, behind those that have not been told yet. Without such, as with
	 * every lease, it needs no queue.
	 */
	void tell(Runnable event) {
		if (this.telling) {
			this.events = (this.events != null) ? this.events : new ArrayDeque<>(1);
			this.events.add(event);
			return;
		}
		this.telling = true;
		try {
			event.run();
		}
		catch (Throwable ex) {
			log(ex);
		}
		finally {
			this.telling = false;
		}
		tell();
	}

	private void tell() {
		if (this.telling) {
			return;
		}
		this.telling = true;
		try {
			runAll(this.events);
		}
		finally {
			// After a stack overflow, too.
			this.telling = false;
		}
	}

	private void act() {
		this.acting = true;
		try {
			runAll(this.actions);
		}
		finally {
			this.acting = false;
		}
	}

	/**
	 * Answers that an answer causes run in a loop of their own; in a shared queue it
	 * would have to run those of other callers.
	 */
	private void answer() {
		Deque<Runnable> mine = this.answers;
		this.answers = null;
		runAll(mine);
	}

	private static @Nullable Deque<Runnable> addAll(@Nullable Deque<Runnable> work, @Nullable Deque<Runnable> added) {
		if (work == null || added == null) {
			return (work != null) ? work : added;
		}
		work.addAll(added);
		return work;
	}

	/**
	 * Runs what is in the queue and what is added to it meanwhile. Whatever one throws,
	 * those behind it belong to other callers and must run.
	 */
	private static void runAll(@Nullable Deque<Runnable> work) {
		Runnable next;
		while (work != null && (next = work.poll()) != null) {
			try {
				next.run();
			}
			catch (Throwable ex) {
				log(ex);
			}
		}
	}

	private static void log(Throwable failure) {
		try {
			logger.error("Work of the pool has failed", failure);
		}
		catch (Throwable ex) {
			// No stack or memory is left to log it; those behind it may need less.
		}
	}

}
