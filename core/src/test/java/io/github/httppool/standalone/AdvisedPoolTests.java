package io.github.httppool.standalone;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.AdviceFinding;
import io.github.httppool.FindingKind;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolAdvice;
import io.github.httppool.RawServer;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.StandaloneHttpPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * 200 calls a second, each of which takes a real server 50 ms: what the pool advises, and
 * what becomes of the calls if that is followed, or half of it is given. Takes minutes,
 * and needs a machine that is not busy with other things; the build simulates the same.
 */
@Tag("stress")
@Timeout(900)
class AdvisedPoolTests {

	private static final long BETWEEN_CALLS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final Duration CALL = Duration.ofMillis(50);

	private static final Duration WARM_UP = Duration.ofSeconds(20);

	private static final Duration MEASURED = Duration.ofSeconds(75);

	@RegisterExtension
	final RawServer server = new RawServer().serving(AdvisedPoolTests::serve);

	private static void serve(RawServer.Client client) throws Exception {
		while (client.readHead() != null) {
			LockSupport.parkNanos(CALL.toNanos());
			client.write(RawServer.ok("ok"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void theAdviceIsWhatTheCallsNeed(Client client) throws Exception {
		warmUp(client);
		try (StandaloneHttpPools pools = pools(200)) {
			HttpPool pool = pools.get(HttpPool.DEFAULT);
			run(client, pool, MEASURED);
			PoolAdvice advice = pool.advice();
			System.out.printf("%s: %s, confidence %s%n", client, advice.reason(), advice.confidence());
			assertThat(advice.maxConnections()).isBetween(10, 15);

			pool.resize(advice.maxConnections());
			run(client, pool, MEASURED);
			RecentSnapshot recent = pool.recent();
			System.out.printf("%s: with %d connections, waits %s%n", client, advice.maxConnections(), recent.acquire());
			assertThat(recent.acquire().p99()).isLessThan(Duration.ofMillis(1));

			pool.resize(advice.maxConnections() / 2);
			run(client, pool, MEASURED);
			PoolAdvice then = pool.advice();
			System.out.printf("%s: with half, waits %s; %s; %s%n", client, pool.recent().acquire(), then.reason(),
					then.findings());
			assertThat(then.findings()).extracting(AdviceFinding::kind).contains(FindingKind.POOL_TOO_SMALL);
			assertThat(then.maxConnections()).isBetween(10, 15);
			await().until(() -> pool.snapshot().active() + pool.snapshot().pending() == 0);
		}
	}

	/**
	 * While classes are loaded and compiled, calls come in bursts. On a pool of its own,
	 * so that the advice does not know of them.
	 */
	private void warmUp(Client client) throws InterruptedException {
		try (StandaloneHttpPools pools = pools(200)) {
			run(client, pools.get(HttpPool.DEFAULT), WARM_UP);
		}
	}

	private static StandaloneHttpPools pools(int maxConnections) {
		return HttpPools.builder()
			.pool(HttpPool.DEFAULT, HttpPoolSettings.builder().maxConnections(maxConnections).build())
			.build();
	}

	/**
	 * Has calls come at equal distances, whatever becomes of those before. One that is
	 * late is made at once.
	 */
	private void run(Client client, HttpPool pool, Duration time) throws InterruptedException {
		ExecutorService callers = Executors.newCachedThreadPool();
		AtomicReference<@Nullable Throwable> unexpected = new AtomicReference<>();
		Runnable call = client.call(pool, this.server.uri("/").toString());
		long begin = System.nanoTime();
		for (long next = 0; next < time.toNanos(); next += BETWEEN_CALLS) {
			while (System.nanoTime() - begin < next) {
				LockSupport.parkNanos(begin + next - System.nanoTime());
			}
			callers.execute(() -> {
				try {
					call.run();
				}
				catch (RuntimeException ex) {
					if (!hasGotNoConnection(ex)) {
						unexpected.set(ex);
					}
				}
			});
		}
		callers.shutdown();
		assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		assertThat(unexpected).hasNullValue();
	}

	/**
	 * That is what half of the room is about.
	 */
	private static boolean hasGotNoConnection(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof AcquireTimeoutException) {
				return true;
			}
		}
		return false;
	}

	enum Client {

		REST_CLIENT {

			@Override
			Runnable call(HttpPool pool, String url) {
				RestClient client = RestClient.builder().requestFactory(PooledTransports.requestFactory(pool)).build();
				return () -> client.get().uri(url).retrieve().body(String.class);
			}

		},

		WEB_CLIENT {

			@Override
			Runnable call(HttpPool pool, String url) {
				WebClient client = WebClient.builder().clientConnector(PooledTransports.connector(pool)).build();
				return () -> client.get().uri(url).retrieve().bodyToMono(String.class).block();
			}

		};

		abstract Runnable call(HttpPool pool, String url);

	}

}
