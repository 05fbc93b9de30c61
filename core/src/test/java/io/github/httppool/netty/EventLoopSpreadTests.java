package io.github.httppool.netty;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The work of calls is spread over the event loops, whichever thread makes them.
 */
class EventLoopSpreadTests {

	private static final int CALLERS = 16;

	private static final int CALLS = 100;

	private static final int ROUNDS = 5;

	@RegisterExtension
	final TestPool pool = new TestPool().maxConnections(CALLERS);

	private final CountingServer server = new CountingServer();

	private final Map<EventLoop, AtomicInteger> leases = new ConcurrentHashMap<>();

	private final AtomicInteger changesOfThreads = new AtomicInteger();

	@AfterEach
	void stop() {
		this.server.close();
	}

	/**
	 * An event loop whose connections are all late lets its calls take those of others:
	 * on a busy machine the best of several rounds counts.
	 */
	@ParameterizedTest(name = "{0} event loops")
	@ValueSource(ints = { 2, 4 })
	void whenCallsAreMadeOnEventLoopsThenEachDoesItsShareAndKeepsItsCalls(int eventLoops) {
		this.pool.eventLoops(eventLoops);
		Mono<String> call = call();
		assertThatARoundIsSpread(eventLoops, CALLERS * CALLS / 10,
				() -> Flux.range(0, CALLERS).flatMap((caller) -> call.repeat(CALLS - 1L), CALLERS).blockLast());
	}

	@ParameterizedTest(name = "{0} event loops")
	@ValueSource(ints = { 2, 4 })
	void whenCallsAreMadeByThreadsThenEachEventLoopDoesItsShare(int eventLoops) {
		this.pool.eventLoops(eventLoops);
		Mono<String> call = call();
		assertThatARoundIsSpread(eventLoops, Integer.MAX_VALUE, () -> Flux.range(0, CALLERS)
			.flatMap((caller) -> Mono.fromRunnable(() -> Flux.range(0, CALLS).toStream().forEach((i) -> call.block()))
				.subscribeOn(Schedulers.boundedElastic()), CALLERS)
			.blockLast());
	}

	@Test
	void whenAnotherEventLoopHasUsedManyConnectionsThenACallStillFindsOneOfItsOwn() {
		this.pool.eventLoops(2).maxConnections(2 * CALLERS);
		await().until(() -> {
			Flux.range(0, 2 * CALLERS).flatMap((caller) -> eventLoopOfCall("/sleep/50"), 2 * CALLERS).blockLast();
			return this.pool.snapshot().created() == 2 * CALLERS;
		});
		List<EventLoop> loops = new ArrayList<>();
		this.pool.pools().eventLoops().onClient(true).forEach((loop) -> loops.add((EventLoop) loop));
		for (EventLoop loop : List.of(loops.get(0), loops.get(1), loops.get(0))) {
			await().untilAsserted(() -> assertThat(this.pool.snapshot().active()).isZero());
			assertThat(eventLoopsOfCalls(1, "/ok", loop)).containsOnly(loop);
			EventLoop other = loops.get((loops.indexOf(loop) + 1) % 2);
			assertThat(eventLoopsOfCalls(CALLERS - 4, "/sleep/20", other)).containsOnly(other);
		}
	}

	private List<EventLoop> eventLoopsOfCalls(int calls, String path, EventLoop caller) {
		return Flux.range(0, calls)
			.flatMap((call) -> eventLoopOfCall(path), calls)
			.subscribeOn(Schedulers.fromExecutor(caller))
			.collectList()
			.block();
	}

	private Mono<EventLoop> eventLoopOfCall(String path) {
		return this.pool.pool()
			.httpClient()
			.get()
			.uri(this.server.url(path))
			.responseConnection((response, connection) -> Mono.just(connection.channel().eventLoop())
				.delayUntil((loop) -> connection.inbound().receive().then()))
			.single();
	}

	private Mono<String> call() {
		HttpClient client = this.pool.pool().httpClient().doOnRequest((request, connection) -> {
			EventLoop eventLoop = connection.channel().eventLoop();
			this.leases.computeIfAbsent(eventLoop, (first) -> new AtomicInteger()).incrementAndGet();
		});
		return Mono.defer(() -> {
			Thread caller = Thread.currentThread();
			return client.get()
				.uri(this.server.url("/sleep/1"))
				.responseContent()
				.aggregate()
				.asString()
				.doOnNext((body) -> {
					if (Schedulers.isNonBlockingThread(caller) && caller != Thread.currentThread()) {
						this.changesOfThreads.incrementAndGet();
					}
				});
		});
	}

	private void assertThatARoundIsSpread(int eventLoops, int maxChanges, Runnable round) {
		List<String> rounds = new ArrayList<>();
		boolean spread = false;
		while (!spread && rounds.size() < ROUNDS) {
			this.leases.clear();
			this.changesOfThreads.set(0);
			round.run();
			rounds.add("%s, changes of threads: %s".formatted(this.leases.values(), this.changesOfThreads));
			spread = areLeasesSpread(eventLoops) && this.changesOfThreads.get() < maxChanges;
		}
		assertThat(spread).as("%s", rounds).isTrue();
	}

	private boolean areLeasesSpread(int eventLoops) {
		IntSummaryStatistics shares = this.leases.values().stream().mapToInt(AtomicInteger::get).summaryStatistics();
		return shares.getCount() == eventLoops && shares.getMax() <= 2 * shares.getMin();
	}

}
