package io.github.httppool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Timers that run out when a test lets time pass.
 */
final class FakeTimers implements DrainTimers {

	private final LongSupplier clock;

	private final List<Timer> timers = new ArrayList<>();

	FakeTimers(LongSupplier clock) {
		this.clock = clock;
	}

	@Override
	public Runnable after(Duration delay, Runnable task) {
		Timer timer = new Timer(this.clock.getAsLong() + delay.toNanos(), task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	/**
	 * Runs what is due, and what becomes so by that.
	 */
	void runDue() {
		Optional<Timer> next;
		while ((next = nextDue()).isPresent()) {
			this.timers.remove(next.get());
			next.get().task().run();
		}
	}

	private Optional<Timer> nextDue() {
		long now = this.clock.getAsLong();
		return this.timers.stream()
			.filter((timer) -> now - timer.at() >= 0)
			.min(Comparator.comparingLong((timer) -> timer.at() - now));
	}

	/**
	 * How long it is until each of the timers that have been set runs out.
	 */
	List<Duration> left() {
		return this.timers.stream().map((timer) -> Duration.ofNanos(timer.at() - this.clock.getAsLong())).toList();
	}

	private record Timer(long at, Runnable task) {

	}

}
