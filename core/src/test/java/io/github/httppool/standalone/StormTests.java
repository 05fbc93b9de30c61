package io.github.httppool.standalone;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolException;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.client.CallOptions;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.github.httppool.standalone.StormServers.Host;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls of both clients in a storm: limits that change, callers who give up, hosts that
 * die and come back, servers that close early, names whose addresses flip, and pools that
 * are taken out of use. The invariants hold all the time, each call ends with its own
 * answer or a reason, and nothing is left.
 */
// Elsewhere, 127.0.0.1 is the only address of the loopback interface.
@EnabledOnOs(OS.LINUX)
class StormTests {

	private static final int THREADS = 16;

	private static final int MOST_CONNECTIONS = 12;

	private static final int TOTAL = 30;

	/** What one pool keeps ready, at times more than it may have. */
	private static final int FLOOR = 2;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** One upset comes with as many calls. */
	private static final int CALLS_PER_UPSET = 10;

	private static final long SEED = Long.getLong("storm.seed", 1);

	private final StormServers servers = new StormServers();

	private final StandaloneHttpPools pools = HttpPools.builder()
		.maxTotalConnections(TOTAL)
		.eventLoops(2)
		.drainTimeout(Duration.ofMillis(200))
		.pool(HttpPool.DEFAULT, settings(MOST_CONNECTIONS, 0))
		.pool("other", settings(MOST_CONNECTIONS / 2, FLOOR))
		.baseUrl("other", URI.create(this.servers.url(Host.STEADY, "")))
		.build();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final Queue<String> faults = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicInteger> ends = new TreeMap<>();

	private final AtomicInteger left = new AtomicInteger();

	private static HttpPoolSettings settings(int maxConnections, int minIdleConnections) {
		return HttpPoolSettings.builder()
			.maxConnections(maxConnections)
			.minIdleConnections(minIdleConnections)
			.timeouts(new HttpPoolSettings.Timeouts(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE))
			.maxIdleTime(Duration.ofMillis(300))
			.maxLifeTime(Duration.ofSeconds(3), 0.5)
			.evictionInterval(Duration.ofMillis(50))
			.build();
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.pools.close();
		this.servers.close();
		assertThat(this.pools.totals().connections()).isZero();
	}

	@Test
	@Timeout(300)
	void whenThreeThousandCallsAreMadeInAStormThenNothingIsLost() throws Exception {
		storm(3_000);
	}

	@Test
	@Tag("stress")
	@Timeout(3_600)
	void whenAHundredThousandCallsAreMadeInAStormThenNothingIsLost() throws Exception {
		storm(Integer.getInteger("storm.calls", 100_000));
	}

	private void storm(int calls) throws Exception {
		this.left.set(calls);
		CountDownLatch over = new CountDownLatch(THREADS);
		List<Future<?>> callers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(SEED * THREADS + i);
			callers.add(this.threads.submit(() -> {
				try {
					callUntilNoneIsLeft(random);
				}
				finally {
					over.countDown();
				}
			}));
		}
		upsetUntil(over, calls);
		for (Future<?> caller : callers) {
			caller.get(5, TimeUnit.MINUTES);
		}
		System.out.println("seed " + SEED + ": " + calls + " calls: " + this.ends);
		assertThat(this.faults).isEmpty();
		this.servers.calm();
		this.pools.forEach(HttpPool::resume);
		await().untilAsserted(() -> this.pools.forEach((pool) -> assertThat(pool.snapshot()).satisfies((snapshot) -> {
			assertThat(snapshot.active()).isZero();
			assertThat(snapshot.pending()).isZero();
			assertThat(snapshot.connecting()).isZero();
		})));
		this.pools.forEach(StormTests::assertBooksAgree);
		assertThatAllHostsServe();
		assertThatTheFloorStands();
	}

	private static void assertBooksAgree(HttpPool pool) {
		PoolSnapshot snapshot = pool.snapshot();
		long closed = snapshot.closed().values().stream().mapToLong(Long::longValue).sum();
		assertThat(snapshot.created()).isEqualTo(closed + snapshot.active() + snapshot.idle());
		assertThat(pool.leaks().confirmed()).isZero();
	}

	private void assertThatAllHostsServe() {
		for (HttpPool pool : this.pools) {
			pool.resize(MOST_CONNECTIONS);
			for (Host host : Host.values()) {
				await().ignoreExceptions().until(() -> {
					String id = "last-" + host;
					return id.equals(webClient(pool).get()
						.uri(this.servers.url(host, id))
						.retrieve()
						.bodyToMono(String.class)
						.block(Duration.ofSeconds(20)));
				});
			}
		}
	}

	private void assertThatTheFloorStands() {
		HttpPool pool = this.pools.get("other");
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(pool.snapshot().hosts())
				.filteredOn((host) -> Objects.equals(host.minIdle(), FLOOR))
				.singleElement()
				.satisfies((host) -> assertThat(host.idle()).isGreaterThanOrEqualTo(FLOOR)));
	}

	// Upsets

	/**
	 * Upsets the pools each time some calls have been made, and looks whether they are
	 * sound.
	 */
	private void upsetUntil(CountDownLatch over, int calls) throws InterruptedException {
		Random random = new Random(SEED);
		int upsets = 0;
		while (!over.await(1, TimeUnit.MILLISECONDS)) {
			assertSound();
			if (calls - this.left.get() > CALLS_PER_UPSET * upsets) {
				upsets++;
				upset(random);
			}
		}
	}

	private void upset(Random random) {
		HttpPool pool = this.pools.get(random.nextBoolean() ? HttpPool.DEFAULT : "other");
		switch (random.nextInt(12)) {
			case 0, 1, 2 -> pool.resize(1 + random.nextInt(MOST_CONNECTIONS));
			case 3 -> pool.evictIdle();
			case 4, 5 -> this.servers.dieOrComeBack();
			case 6 -> {
				pool.drain();
				pool.resume();
			}
			case 7 -> pool.drain();
			case 8 -> this.pools.forEach(HttpPool::resume);
			default -> this.servers.flip(random);
		}
	}

	private void assertSound() {
		for (HttpPool pool : this.pools) {
			PoolSnapshot snapshot = pool.snapshot();
			for (HostSnapshot host : snapshot.hosts()) {
				int slots = host.active() + host.idle() + host.connecting();
				if (slots > MOST_CONNECTIONS) {
					this.faults.add("%d connections to %s".formatted(slots, host.host()));
				}
			}
			// One at a time, as the pools are not looked at in the same moment.
			int connections = snapshot.active() + snapshot.idle() + snapshot.connecting();
			if (connections > TOTAL) {
				this.faults.add("%d connections of pool %s".formatted(connections, pool.name()));
			}
		}
	}

	// Calls

	private void callUntilNoneIsLeft(Random random) {
		int number;
		while ((number = this.left.getAndDecrement()) > 0) {
			Host host = Host.values()[random.nextInt(Host.values().length)];
			HttpPool pool = this.pools.get((random.nextInt(4) > 0) ? HttpPool.DEFAULT : "other");
			call(pool, host, host + "-" + number, random);
		}
	}

	private void call(HttpPool pool, Host host, String id, Random random) {
		boolean givesUp = random.nextInt(5) == 0;
		Duration patience = givesUp ? Duration.ofNanos(1 + random.nextInt(20_000_000)) : Duration.ofSeconds(30);
		String url = this.servers.url(host, id);
		try {
			String answer = random.nextBoolean() ? getByRestClient(pool, url, givesUp, patience)
					: getByWebClient(pool, url, givesUp, patience);
			if (answer == null) {
				count("given up");
				check(givesUp, () -> id + " was not answered, though its caller did not give up");
			}
			else {
				count("answered");
				check(answer.equals(id), () -> "%s was answered with %s".formatted(id, answer));
			}
		}
		catch (Throwable ex) {
			count(host + " " + reason(ex));
			check(isAllowed(host, givesUp, ex),
					() -> "%s%s failed: %s".formatted(id, givesUp ? " (given up)" : "", chain(ex)));
		}
	}

	private String getByRestClient(HttpPool pool, String url, boolean givesUp, Duration patience) {
		ReactorHttpPool engine = (ReactorHttpPool) pool;
		RestClient client = RestClient.builder()
			.requestFactory(new HttpPoolClientHttpRequestFactory(httpClient(pool),
					Schedulers.boundedElastic()::schedule, engine.calls(), engine.retries()))
			.build();
		return client.get()
			.uri(url)
			.attributes(givesUp ? CallOptions.timeout(patience.plusMillis(1)) : CallOptions.timeout(patience))
			.retrieve()
			.body(String.class);
	}

	private String getByWebClient(HttpPool pool, String url, boolean givesUp, Duration patience) {
		Mono<String> answer = webClient(pool).get().uri(url).retrieve().bodyToMono(String.class);
		return givesUp ? answer.takeUntilOther(Mono.delay(patience)).block(Duration.ofSeconds(60))
				: answer.block(Duration.ofSeconds(60));
	}

	private WebClient webClient(HttpPool pool) {
		ReactorHttpPool engine = (ReactorHttpPool) pool;
		return WebClient.builder()
			.clientConnector(new HttpPoolClientHttpConnector(new ReactorClientHttpConnector(httpClient(pool)),
					engine.calls(), engine.retries()))
			.build();
	}

	private HttpClient httpClient(HttpPool pool) {
		return ((ReactorHttpPool) pool).httpClient().resolver(this.servers.resolver());
	}

	/**
	 * A call to a host that does nothing wrong fails only because its caller has no
	 * patience, or the pool is out of use.
	 */
	private static boolean isAllowed(Host host, boolean givesUp, Throwable error) {
		Throwable root = root(error);
		if (root instanceof PoolClosedException || (givesUp && root instanceof HttpPoolException)) {
			return true;
		}
		return host.failsCalls() && root instanceof IOException;
	}

	private static Throwable root(Throwable error) {
		Throwable root = error;
		while (root.getCause() != null && !(root instanceof HttpPoolException)) {
			root = root.getCause();
		}
		return root;
	}

	private static String reason(Throwable error) {
		return root(error).getClass().getSimpleName();
	}

	private static String chain(Throwable error) {
		StringBuilder chain = new StringBuilder();
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			chain.append(cause).append(" / ");
		}
		return chain.toString();
	}

	private synchronized void count(String end) {
		this.ends.computeIfAbsent(end, (key) -> new AtomicInteger()).incrementAndGet();
	}

	private void check(boolean kept, Supplier<String> fault) {
		if (!kept) {
			this.faults.add(fault.get());
		}
	}

}
