package io.github.httppool.metrics;

import java.lang.ref.Reference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.ProcessFigures;
import io.github.httppool.StubHttpPools;
import io.github.httppool.autoconfigure.HttpPoolMetricsAutoConfiguration;
import io.github.httppool.autoconfigure.PoolAutoConfigurations;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that calls ever new hosts, as a crawler does.
 */
@Timeout(120)
class ManyHostsTests {

	private static final int HOSTS = 10_000;

	/** As many are dialed in the build. All of them take a quarter of a minute. */
	private static final int DIALED = Integer.getInteger("hosts.dialed", 1_000);

	private static final int MAX_TOTAL = 100;

	/** Those of the first twenty hosts, and that of all others. */
	private static final int TAGS = 21;

	/**
	 * Each of them is dialed: all of 127.0.0.0/8 is this machine, which only a server at
	 * the wildcard address answers for.
	 */
	@Test
	void whenEverNewHostsAreCalledThenMetersAndPoolStayBounded() {
		LoopResources loops = LoopResources.create("many-hosts", 1, true);
		DisposableServer server = HttpServer.create()
			.host("0.0.0.0")
			.port(0)
			.runOn(loops)
			.handle((request, response) -> response.sendString(Mono.just("ok")))
			.bindNow();
		try {
			new ApplicationContextRunner().withConfiguration(PoolAutoConfigurations.all())
				.withConfiguration(
						AutoConfigurations.of(HttpPoolMetricsAutoConfiguration.class, MetricsAutoConfiguration.class))
				.withPropertyValues("httppool.max-total-connections=" + MAX_TOTAL, "httppool.metrics.naming=both",
						"httppool.timeouts.acquire=20s", "httppool.pool.max-idle-time=60s",
						"httppool.pool.keep-alive.learn=false")
				.withBean(PrometheusMeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
				.run((context) -> callAll(server.port(), context));
		}
		finally {
			server.disposeNow();
			loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
		}
	}

	private static void callAll(int port, AssertableApplicationContext context) {
		WebClient client = context.getBean("httpPoolWebClient", WebClient.class);
		PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
		HttpPool pool = context.getBean(HttpPools.class).get(HttpPool.DEFAULT);
		call(client, 0, 100, port);
		long seriesBefore = series(registry);
		call(client, 100, DIALED, port);
		assertThat(registry.get("httppool.host.pending").gauges()).hasSize(TAGS);
		assertThat(registry.get("http.client.active_requests").gauges()).hasSize(TAGS);
		// Meanwhile one or the other outcome or reason may have occurred for the first
		// time.
		assertThat(series(registry)).as("series, %d of them before", seriesBefore).isLessThan(900);
		await().untilAsserted(() -> assertThat(pool.load().active()).isZero());
		PoolSnapshot figures = pool.snapshot();
		assertThat(figures.created()).isEqualTo(DIALED);
		assertThat(figures.acquired()).isEqualTo(figures.released()).isEqualTo(DIALED);
		assertThat(figures.hosts()).hasSizeLessThanOrEqualTo(MAX_TOTAL);
		assertThat(
				registry.get("httppool.connections.closed").tag("reason", CloseReason.STOLEN.name()).counter().count())
			.isEqualTo(figures.closed().get(CloseReason.STOLEN).doubleValue())
			.isGreaterThanOrEqualTo(DIALED - 2.0 * MAX_TOTAL);
		assertThat(ofOthers(registry)).isEqualTo(figures.idle());
		pool.evictIdle();
		await().untilAsserted(() -> assertThat(pool.connections()).isEmpty());
		assertThat(pool.snapshot().hosts()).isEmpty();
	}

	private static void call(WebClient client, int from, int to, int port) {
		Flux.range(from, to - from)
			.flatMap((host) -> client.get().uri(uri(host, port)).retrieve().bodyToMono(String.class), 50)
			.doOnNext((answer) -> assertThat(answer).isEqualTo("ok"))
			.blockLast(Duration.ofSeconds(100));
	}

	private static String uri(int host, int port) {
		return "http://127.%d.%d.%d:%d/".formatted(1 + host / 40_000, host / 200 % 200, 1 + host % 200, port);
	}

	private static long series(PrometheusMeterRegistry registry) {
		return registry.scrape().lines().filter((line) -> !line.startsWith("#")).count();
	}

	/** The first hosts were called first, and have given up their connections. */
	private static double ofOthers(PrometheusMeterRegistry registry) {
		return registry.get("httppool.host.connections").tags("host", "other", "state", "idle").gauge().value();
	}

	/**
	 * What a scrape asks of the pools does not depend on the number of hosts, and is
	 * never a snapshot, which looks at all of them.
	 */
	@Test
	void whenThereAreTenThousandHostsThenAScrapeReadsNoMoreThanWithAHundred() {
		int ofHundred = readsOfAScrape(100);
		assertThat(readsOfAScrape(HOSTS)).isEqualTo(ofHundred).isPositive();
	}

	private static int readsOfAScrape(int hosts) {
		AtomicInteger reads = new AtomicInteger();
		HttpPools pools = counted(new StubHttpPools(HttpPool.DEFAULT), reads);
		MeterRegistry registry = new SimpleMeterRegistry();
		HttpPoolMeterRecorder recorder = new HttpPoolMeterRecorder(20, MeterNaming.BOTH);
		new HttpPoolMeterBinder(pools, recorder, ProcessFigures.UNKNOWN).bindTo(registry);
		for (int host = 0; host < hosts; host++) {
			recorder.acquired(new Acquired(HttpPool.DEFAULT, "host-" + host + ":443", host, AcquireOutcome.NEW, 1));
		}
		reads.set(0);
		assertThat(registry.getMeters().stream().filter(Gauge.class::isInstance).map(Gauge.class::cast))
			.allSatisfy((gauge) -> assertThat(gauge.value()).isNotNaN());
		// Meters reference it weakly.
		Reference.reachabilityFence(pools);
		return reads.get();
	}

	private static HttpPools counted(StubHttpPools pools, AtomicInteger reads) {
		HttpPool pool = spy(HttpPool.class, pools.get(HttpPool.DEFAULT), reads);
		return (HttpPools) Proxy.newProxyInstance(ManyHostsTests.class.getClassLoader(),
				new Class<?>[] { HttpPools.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "get" -> pool;
					case "find" -> Optional.of(pool);
					default -> method.invoke(pools, arguments);
				});
	}

	private static <T> T spy(Class<T> type, T spied, AtomicInteger calls) {
		return type.cast(Proxy.newProxyInstance(ManyHostsTests.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					assertThat(method.getName()).isNotIn("snapshot", "connections");
					calls.incrementAndGet();
					try {
						return method.invoke(spied, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				}));
	}

}
