package io.github.httppool.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.call.Deadline;
import io.github.httppool.standalone.PooledTransports;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Who has a deadline, and until when.
 */
class CallDeadlineTests {

	private static final Duration SHORT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final HttpPoolSettings ONE = HttpPoolSettings.builder()
		.maxConnections(1)
		.maxPendingAcquires(0)
		.build();

	private final CountDownLatch answer = new CountDownLatch(1);

	@RegisterExtension
	final RawServer server = new RawServer().serving((client) -> {
		client.readHead();
		RawServer.awaitLatch(this.answer);
		client.write(RawServer.ok("ok"));
		client.awaitClosed();
	});

	@AfterEach
	void nothingIsLeft() {
		assertThat(DeadlineScope.ofThread()).isNull();
	}

	// A scope

	@Test
	void returnsWhatTheCodeReturns() {
		String result = CallDeadline.within(SHORT, () -> "result");
		assertThat(result).isEqualTo("result");
	}

	@Test
	void throwsWhatTheCodeThrows() {
		assertThatExceptionOfType(IOException.class).isThrownBy(CallDeadlineTests::failing).withMessage("thrown");
	}

	private static String failing() throws IOException {
		return CallDeadline.within(SHORT, () -> {
			if (DeadlineScope.ofThread() != null) {
				throw new IOException("thrown");
			}
			return "result";
		});
	}

	@Test
	void takesCodeThatReturnsNothing() throws IOException {
		List<Deadline> seen = new ArrayList<>();
		CallDeadline.within(SHORT, () -> {
			seen.add(DeadlineScope.ofThread());
		});
		assertThat(seen).doesNotContainNull().hasSize(1);
	}

	@Test
	void whenOneIsWithinTheOtherThenTheFirstCountsAndTheOuterIsRestored() {
		CallDeadline.within(SHORT, () -> {
			Deadline outer = DeadlineScope.ofThread();
			CallDeadline.within(LONG, () -> assertThat(DeadlineScope.ofThread()).isSameAs(outer));
			Deadline inner = CallDeadline.within(Duration.ofSeconds(1), DeadlineScope::ofThread);
			assertThat(inner.limit()).isEqualTo(Duration.ofSeconds(1));
			assertThat(inner.at() - outer.at()).isNegative();
			assertThat(DeadlineScope.ofThread()).isSameAs(outer);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-5S", "PT-2562047788015215H-30M-8S" })
	void whenTheLimitIsNotPositiveThenItHasPassed(Duration limit) {
		Deadline deadline = CallDeadline.within(limit, DeadlineScope::ofThread);
		assertThat(deadline.hasPassed(System.nanoTime())).isTrue();
	}

	@Test
	void whenTheLimitIsVeryLongThenItHasNotPassed() {
		Deadline deadline = CallDeadline.within(Duration.ofSeconds(Long.MAX_VALUE), DeadlineScope::ofThread);
		assertThat(deadline.hasPassed(System.nanoTime())).isFalse();
	}

	@Test
	void noThreadInheritsIt() {
		Deadline other = CallDeadline.within(SHORT,
				() -> CompletableFuture
					.supplyAsync(DeadlineScope::ofThread, (task) -> new Thread(task, "test-inherits").start())
					.join());
		assertThat(other).isNull();
	}

	// A context

	@Test
	void theTimeOfAContextCountsFromEachSubscription() {
		Mono<Deadline> chain = Mono.deferContextual((context) -> Mono.just(DeadlineScope.in(context)))
			.contextWrite(CallDeadline.context(SHORT));
		Deadline first = chain.block();
		await().untilAsserted(() -> assertThat(chain.block().at() - first.at()).isGreaterThan(1_000_000));
	}

	@Test
	void ofContextsAndScopesTheFirstCounts() {
		Context outer = CallDeadline.context(SHORT).apply(Context.empty());
		assertThat(deadline(CallDeadline.context(LONG).apply(outer))).isSameAs(deadline(outer));
		assertThat(deadline(CallDeadline.context(Duration.ofSeconds(1)).apply(outer)).limit())
			.isEqualTo(Duration.ofSeconds(1));
		CallDeadline.within(SHORT, () -> assertThat(deadline(CallDeadline.context(LONG).apply(Context.empty())))
			.isSameAs(DeadlineScope.ofThread()));
	}

	private static Deadline deadline(Context context) {
		return DeadlineScope.in(context);
	}

	// Propagation

	@Test
	void contextPropagationCarriesItToOtherThreads() {
		ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder()
			.contextRegistry(ContextRegistry.getInstance())
			.build();
		Deadline own = CallDeadline.within(SHORT, DeadlineScope::ofThread);
		DeadlineScope.restore(own);
		Runnable task;
		CompletableFuture<Deadline> seen = new CompletableFuture<>();
		try {
			task = snapshots.captureAll().wrap(() -> {
				seen.complete(DeadlineScope.ofThread());
			});
		}
		finally {
			DeadlineScope.leave();
		}
		task.run();
		assertThat(seen.join()).isSameAs(own);
		assertThat(DeadlineScope.ofThread()).isNull();
	}

	@Test
	void whenReactorPropagatesThenABlockingCallInAChainHasTheDeadlineOfItsContext() {
		Hooks.enableAutomaticContextPropagation();
		try {
			Mono<Deadline> seen = Mono.fromCallable(DeadlineScope::ofThread).subscribeOn(Schedulers.boundedElastic());
			assertThat(seen.contextWrite(CallDeadline.context(SHORT)).block()).isNotNull();
			assertThat(CallDeadline.<Deadline, RuntimeException>within(SHORT, seen::block)).isNotNull();
			assertThat(seen.block()).isNull();
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	// A call

	/**
	 * The pool tells its listeners, and other callers, on the thread that happens to be
	 * there.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatAThreadDoesForThePoolHasNoDeadline(boolean reactive) {
		List<Deadline> seen = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		HttpPoolListener listener = new HttpPoolListener() {

			@Override
			public void rejected(NotAcquired event) {
				seen.add(DeadlineScope.ofThread());
				threads.add(Thread.currentThread());
			}

		};
		try (StandaloneHttpPools pools = HttpPools.builder().pool(HttpPool.DEFAULT, ONE).listener(listener).build()) {
			HttpPool pool = pools.get(HttpPool.DEFAULT);
			CompletableFuture<?> held = get(pool, true);
			await().untilAsserted(() -> assertThat(pool.snapshot().active()).isOne());
			CallDeadline.within(SHORT, () -> {
				Deadline own = DeadlineScope.ofThread();
				assertThat(catchThrowable(() -> get(pool, reactive).join()))
					.hasRootCauseInstanceOf(AcquireQueueFullException.class);
				assertThat(DeadlineScope.ofThread()).isSameAs(own);
			});
			this.answer.countDown();
			held.join();
			await().untilAsserted(() -> assertThat(pool.snapshot().active()).isZero());
		}
		assertThat(threads).containsExactly(Thread.currentThread());
		assertThat(seen).containsExactly((Deadline) null);
	}

	private CompletableFuture<?> get(HttpPool pool, boolean reactive) {
		URI uri = this.server.uri("/");
		if (reactive) {
			WebClient client = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
			return client.get().uri(uri).retrieve().toBodilessEntity().toFuture();
		}
		RestClient client = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
		return CompletableFuture.completedFuture(client.get().uri(uri).retrieve().toBodilessEntity());
	}

}
