package io.github.httppool.benchmarks.isolation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * An open model: calls are due at a constant rate, whether or not those before have
 * ended. Each is made when it is due by one of 200 callers, which are platform threads as
 * a servlet container has them; while all callers are busy it waits for one. Its latency
 * is counted from the time it was due, so the wait is part of it and a client that stalls
 * does not hide the calls that could not be made meanwhile (coordinated omission).
 */
final class ConstantRate {

	/** As many as Tomcat has threads. */
	static final int CALLERS = 200;

	private final ArrivalSchedule schedule;

	private final long firstDue;

	private final long interval;

	private final Runnable call;

	private final AtomicLong taken = new AtomicLong();

	private final Map<Phase, Calls> calls = new EnumMap<>(Phase.class);

	private final List<Thread> callers;

	/**
	 * Creates a load.
	 * @param rate calls per second
	 * @param shift by how much of the time between two calls all of them are later
	 * @param call the call
	 * @param schedule when to begin, to end and what counts
	 */
	ConstantRate(int rate, double shift, Runnable call, ArrivalSchedule schedule) {
		this.schedule = schedule;
		this.interval = Duration.ofSeconds(1).dividedBy(rate).toNanos();
		this.firstDue = schedule.start() + (long) (shift * this.interval);
		this.call = call;
		for (Phase phase : Phase.values()) {
			this.calls.put(phase, new Calls(schedule.window()));
		}
		this.callers = Stream.generate(() -> new Thread(this::callToEnd, "caller")).limit(CALLERS).toList();
	}

	void start() {
		this.callers.forEach((caller) -> {
			caller.setDaemon(true);
			caller.start();
		});
	}

	/**
	 * Waits until all calls have ended.
	 * @return the calls, by the phase in whose window they were due
	 */
	Map<Phase, Calls> await() throws InterruptedException {
		for (Thread caller : this.callers) {
			caller.join();
		}
		return this.calls;
	}

	private void callToEnd() {
		long due;
		while ((due = nextDue()) - this.schedule.windowEnd(Phase.AFTER) < 0) {
			ArrivalSchedule.sleepUntil(due);
			Outcome outcome = call();
			note(System.nanoTime() - due, outcome, this.schedule.windowAt(due));
		}
	}

	private long nextDue() {
		return this.firstDue + this.taken.getAndIncrement() * this.interval;
	}

	private Outcome call() {
		try {
			this.call.run();
			return Outcome.ANSWERED;
		}
		catch (RuntimeException ex) {
			return Outcome.of(ex);
		}
	}

	private void note(long latency, Outcome outcome, Optional<Phase> window) {
		window.ifPresent((phase) -> this.calls.get(phase).note(latency, outcome));
	}

}
