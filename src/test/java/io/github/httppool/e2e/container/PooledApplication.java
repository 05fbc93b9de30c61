package io.github.httppool.e2e.container;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.TotalsSnapshot;
import io.github.httppool.e2e.container.NginxContainer.Answer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that has nothing but the starter. Closing it proves that no call holds
 * or waits for a connection and that no thread of the pool survives.
 */
final class PooledApplication implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** As many calls as any test has under way at once, each of which may block. */
	private static final int CALLERS = 200;

	private final Set<Thread> threadsBefore = poolThreads();

	private final Scheduler callers = Schedulers.newBoundedElastic(CALLERS, Integer.MAX_VALUE, "caller");

	private final ConfigurableApplicationContext context;

	private PooledApplication(String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			// not the settings of the sample application, which is on the class path
			.properties("spring.config.name=none")
			.properties(properties)
			.run();
	}

	static PooledApplication start(String... properties) {
		return new PooledApplication(properties);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	HttpPool pool() {
		return bean(HttpPools.class).get(HttpPool.DEFAULT);
	}

	PoolSnapshot snapshot() {
		return pool().snapshot();
	}

	/**
	 * Makes one call.
	 */
	Answer get(ClientKind client, String url) {
		return client.get(this, url, this.callers).block(PATIENCE);
	}

	/**
	 * Makes calls one after the other.
	 */
	List<Answer> getInTurn(int count, ClientKind client, String url) {
		return IntStream.range(0, count).mapToObj((i) -> get(client, url)).toList();
	}

	/**
	 * Makes calls, so many of them at once.
	 */
	List<Answer> getAtOnce(int count, int concurrency, ClientKind client, String url) {
		return Flux.range(0, count)
			.flatMap((i) -> client.get(this, url, this.callers), concurrency)
			.collectList()
			.block(PATIENCE);
	}

	/**
	 * Waits until the pool holds no connection, for whatever reason.
	 */
	void awaitNoConnection() {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(pool().connections()).isEmpty());
	}

	@Override
	public void close() {
		try {
			await().atMost(PATIENCE).untilAsserted(() -> {
				TotalsSnapshot totals = bean(HttpPools.class).totals();
				assertThat(totals.active()).as("active").isZero();
				assertThat(totals.connecting()).as("connecting").isZero();
				assertThat(totals.pending()).as("pending").isZero();
			});
			PoolSnapshot snapshot = snapshot();
			assertThat(snapshot.released()).as("released").isEqualTo(snapshot.acquired());
			assertThat(snapshot.created()).as("created").isEqualTo(snapshot.idle() + snapshot.closedTotal());
		}
		finally {
			this.context.close();
			this.callers.dispose();
		}
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(poolThreads()).as("threads of the pool").isSubsetOf(this.threadsBefore));
	}

	/**
	 * Returns the threads of all pools of this JVM, as other tests may have contexts of
	 * their own still open.
	 */
	private static Set<Thread> poolThreads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> !thread.getName().startsWith("httppool-"));
		return threads;
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
