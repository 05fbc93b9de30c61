package io.github.httppool.benchmarks.harness;

import java.util.List;
import java.util.stream.Stream;

/**
 * An open load of callers that are platform threads, as a servlet container has them.
 * Each takes the next call, sleeps until it is due, makes it and waits for the answer.
 * While all of them wait, calls are late, and that is part of their latency.
 */
public final class BlockingOpenLoad extends OpenLoad {

	private final Runnable call;

	private final List<Thread> callers;

	/**
	 * Creates a load.
	 * @param callers how many threads
	 * @param call makes a call and returns when it is answered
	 */
	public BlockingOpenLoad(int callers, Runnable call, Timetable timetable, CallRecorder recorder) {
		super(timetable, recorder);
		this.call = call;
		this.callers = Stream.generate(() -> new Thread(this::callToEnd, "caller")).limit(callers).toList();
	}

	@Override
	public void begin() {
		this.callers.forEach(OpenLoad::start);
	}

	@Override
	protected boolean awaitUntil(long deadline) throws InterruptedException {
		boolean ended = true;
		for (Thread caller : this.callers) {
			ended &= join(caller, deadline);
		}
		return ended;
	}

	@Override
	protected void call(long due, CallRecorder recorder) {
		try {
			this.call.run();
		}
		catch (RuntimeException ex) {
			recorder.failed(due, System.nanoTime(), ex);
			return;
		}
		recorder.answered(due, System.nanoTime());
	}

}
