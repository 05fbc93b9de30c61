package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.springframework.http.client.ClientHttpResponse;

/**
 * Calls by threads that wait for their answer. To give one up is to interrupt its thread.
 */
abstract class BlockingCalls implements Calls {

	private static final int PART = 50;

	private static final int PIECE = 20_000;

	private static final ScheduledThreadPoolExecutor CLOCK = clock();

	private static ScheduledThreadPoolExecutor clock() {
		ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, (task) -> Threads.daemon(task, "clock"));
		clock.setRemoveOnCancelPolicy(true);
		return clock;
	}

	/**
	 * Makes one call and reads its answer as the story says.
	 */
	abstract Received make(Story story) throws Exception;

	@Override
	public CompletableFuture<Void> make(Supplier<Optional<Story>> stories, int callers, Consumer<Outcome> outcomes) {
		return CompletableFuture.allOf(IntStream.range(0, callers)
			.mapToObj((caller) -> Threads.run(() -> makeAll(stories, outcomes), "caller"))
			.toArray(CompletableFuture[]::new));
	}

	private void makeAll(Supplier<Optional<Story>> stories, Consumer<Outcome> outcomes) {
		Optional<Story> story;
		while ((story = stories.get()).isPresent()) {
			outcomes.accept(outcome(story.get()));
		}
	}

	private Outcome outcome(Story story) {
		long begun = System.nanoTime();
		Interruption interruption = new Interruption(Thread.currentThread());
		interruption.in(story.cancelledAfter().orElse(LIMIT));
		try {
			return Outcome.received(story, make(story), begun);
		}
		catch (Throwable ex) {
			return interruption.hasHappened() ? Outcome.givenUp(story, begun) : Outcome.failed(story, ex, begun);
		}
		finally {
			interruption.end();
		}
	}

	static Received read(ClientHttpResponse response, Story story) throws IOException {
		return Received.of(response.getStatusCode(), response.getHeaders(), switch (story.reading()) {
			case WHOLE -> response.getBody().readAllBytes();
			case SLOWLY -> readSlowly(response.getBody());
			case PARTLY -> response.getBody().readNBytes(PART);
			case NOT_AT_ALL -> Bytes.NONE;
		});
	}

	private static byte[] readSlowly(InputStream body) throws IOException {
		byte[] whole = Bytes.NONE;
		byte[] piece;
		while ((piece = body.readNBytes(PIECE)).length > 0) {
			whole = Bytes.join(whole, piece);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		return whole;
	}

	/**
	 * Interrupts a thread unless its call has ended by then.
	 */
	private static final class Interruption {

		private final Thread thread;

		private Future<?> alarm = CompletableFuture.completedFuture(null);

		private boolean ended;

		private boolean happened;

		Interruption(Thread thread) {
			this.thread = thread;
		}

		void in(Duration time) {
			this.alarm = CLOCK.schedule(this::happen, time.toNanos(), TimeUnit.NANOSECONDS);
		}

		private synchronized void happen() {
			if (!this.ended) {
				this.happened = true;
				this.thread.interrupt();
			}
		}

		synchronized boolean hasHappened() {
			return this.happened;
		}

		/**
		 * After this, the thread is not interrupted, and not any more.
		 */
		synchronized void end() {
			this.ended = true;
			this.alarm.cancel(false);
			Thread.interrupted();
		}

	}

}
