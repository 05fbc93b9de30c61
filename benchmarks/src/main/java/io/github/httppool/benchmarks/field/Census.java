package io.github.httppool.benchmarks.field;

import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.ConcurrentHistogram;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * The requests that the server gets for a path.
 */
final class Census {

	private static final int MOST_AT_ONCE = 100_000;

	private final AtomicLong arrived = new AtomicLong();

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong givenUp = new AtomicLong();

	private final AtomicLong inProgress = new AtomicLong();

	/** How many there are at once, as each finds it that arrives, itself included. */
	private final ConcurrentHistogram atOnce = new ConcurrentHistogram(MOST_AT_ONCE, 3);

	<T> Mono<T> counted(Mono<T> work) {
		return work.doFirst(() -> {
			this.arrived.incrementAndGet();
			this.atOnce.recordValue(this.inProgress.incrementAndGet());
		}).doFinally((end) -> {
			this.inProgress.decrementAndGet();
			((end == SignalType.ON_COMPLETE) ? this.answered : this.givenUp).incrementAndGet();
		});
	}

	@Override
	public String toString() {
		return "%d %d %d %d".formatted(this.arrived.get(), this.answered.get(), this.givenUp.get(),
				this.atOnce.getValueAtPercentile(99));
	}

	/**
	 * The same, as read from the server.
	 *
	 * @param arrived how many have come
	 * @param answered how many have been answered
	 * @param givenUp how many have lost their client before they could be answered
	 * @param atOnce how many there were at once; of 100 that came, 99 found no more
	 */
	record Figures(long arrived, long answered, long givenUp, long atOnce) {

		static Figures parse(String text) {
			String[] figures = text.split(" ");
			return new Figures(Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]),
					Long.parseLong(figures[3]));
		}

	}

}
