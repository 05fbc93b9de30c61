package io.github.httppool.benchmarks.harness;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * An open load whose callers hold no thread: a single one makes each call when it is due,
 * by a subscription, and turns to the next; answers come on the client's threads.
 */
public final class ReactiveOpenLoad extends OpenLoad {

	private static final long POLL_INTERVAL_MILLIS = 10;

	private final Supplier<Mono<String>> call;

	private final Thread clock = new Thread(this::callToEnd, "clock");

	private final AtomicInteger underWay = new AtomicInteger();

	/**
	 * Creates a load.
	 * @param call assembles a call that gives {@link Upstream#ANSWER}
	 */
	public ReactiveOpenLoad(Supplier<Mono<String>> call, Timetable timetable, CallRecorder recorder) {
		super(timetable, recorder);
		this.call = call;
	}

	@Override
	public void begin() {
		start(this.clock);
	}

	@Override
	protected boolean awaitUntil(long deadline) throws InterruptedException {
		boolean allMade = join(this.clock, deadline);
		while (this.underWay.get() > 0 && deadline - System.nanoTime() > 0) {
			Thread.sleep(POLL_INTERVAL_MILLIS);
		}
		return allMade && this.underWay.get() == 0;
	}

	@Override
	protected void call(long due, CallRecorder recorder) {
		this.underWay.incrementAndGet();
		Mono.defer(this.call)
			.single()
			.doOnNext(Upstream::check)
			.doFinally((signal) -> this.underWay.decrementAndGet())
			.subscribe((answer) -> recorder.answered(due, System.nanoTime()),
					(failure) -> recorder.failed(due, System.nanoTime(), failure));
	}

}
