package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.benchmarks.field.Visits.Visit;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Users of a web application, who know nothing of each other and come at a constant rate.
 * Each has patience for five seconds. They need no threads, and connections as many as
 * they like.
 */
final class Visitors {

	static final Duration PATIENCE = Duration.ofSeconds(5);

	private final HttpClient client = HttpClient
		.create(ConnectionProvider.builder("visitors").maxConnections(10_000).build())
		.runOn(LoopResources.create("visitors", 1, true))
		.responseTimeout(PATIENCE.multipliedBy(2));

	private final Recorder recorder;

	private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();

	private final AtomicInteger underway = new AtomicInteger();

	Visitors(Recorder recorder) {
		this.recorder = recorder;
	}

	/**
	 * Starts a visit.
	 * @param uri the page
	 * @param due since when the visitor waits
	 */
	void visit(String uri, long due) {
		this.underway.incrementAndGet();
		this.client.get()
			.uri(uri)
			.responseSingle((response, body) -> body.asString()
				.defaultIfEmpty("")
				.map((text) -> (response.status().code() == 200) ? "" : response.status().code() + " " + text))
			.timeout(PATIENCE, Mono.just("gave up after %d s".formatted(PATIENCE.toSeconds())))
			.onErrorResume((failure) -> Mono.just(Calls.failure(failure)))
			.subscribe((failure) -> {
				this.visits.add(Calls.ended(due, this.recorder, failure.isEmpty() ? null : failure));
				this.underway.decrementAndGet();
			});
	}

	/**
	 * Waits for the last visits to end and returns all of them.
	 */
	Visits leave() throws InterruptedException {
		while (this.underway.get() > 0) {
			Thread.sleep(50);
		}
		return Visits.of(this.visits);
	}

}
