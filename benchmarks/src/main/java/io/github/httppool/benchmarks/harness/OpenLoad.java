package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An open model: calls are due on their own clock, whether or not those before have
 * ended. The latency of a call counts from the time at which it was due, so a client that
 * stalls does not hide the calls that could not be made meanwhile (coordinated omission).
 */
public abstract class OpenLoad {

	/**
	 * For calls to end after the last one was due, a little longer than the longest call
	 * of this starter; clients without time limits may never end one.
	 */
	public static final Duration LAST_CALLS = Duration.ofSeconds(35);

	private final Timetable timetable;

	private final CallRecorder recorder;

	protected OpenLoad(Timetable timetable, CallRecorder recorder) {
		this.timetable = timetable;
		this.recorder = recorder;
	}

	/**
	 * Creates the load that fits a client: threads that wait for {@link RestClient}, none
	 * for {@link WebClient}.
	 * @param path what is called, and gives {@link Upstream#ANSWER}
	 * @param callers how many threads, where there are any
	 */
	public static OpenLoad of(Variant variant, ClientApplication application, String path, int callers,
			Timetable timetable, CallRecorder recorder) {
		if (variant.isReactive()) {
			WebClient client = application.webClient();
			return new ReactiveOpenLoad(() -> client.get().uri(path).retrieve().bodyToMono(String.class), timetable,
					recorder);
		}
		RestClient client = application.restClient();
		return new BlockingOpenLoad(callers, () -> Upstream.check(client.get().uri(path).retrieve().body(String.class)),
				timetable, recorder);
	}

	/**
	 * Starts the threads that make the calls, best a little before the first is due.
	 */
	public abstract void begin();

	/**
	 * Waits until all calls have been made and have ended. Those that nobody was free to
	 * make until then are noted too, as started and without an end.
	 * @param patience how long to wait after the last one was due
	 * @return whether all have ended
	 */
	public final boolean await(Duration patience) throws InterruptedException {
		boolean ended = awaitUntil(this.timetable.end() + patience.toNanos());
		takeAll((due) -> {
		});
		return ended;
	}

	protected abstract boolean awaitUntil(long deadline) throws InterruptedException;

	/**
	 * Makes a call, and may return before it has ended.
	 */
	protected abstract void call(long due, CallRecorder recorder);

	/**
	 * Makes calls one after the other, each when it is due, until none is left.
	 */
	protected final void callToEnd() {
		TimerSlack.minimize();
		takeAll((due) -> call(due, this.recorder));
	}

	private void takeAll(LongConsumer caller) {
		OptionalLong due;
		while ((due = this.timetable.awaitNext()).isPresent()) {
			this.recorder.started(due.getAsLong(), System.nanoTime());
			caller.accept(due.getAsLong());
		}
	}

	protected static void start(Thread thread) {
		thread.setDaemon(true);
		thread.start();
	}

	protected static boolean join(Thread thread, long deadline) throws InterruptedException {
		// A join of 0 ms would wait for ever.
		thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
		return !thread.isAlive();
	}

}
