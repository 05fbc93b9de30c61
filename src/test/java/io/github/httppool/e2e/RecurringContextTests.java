package io.github.httppool.e2e;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;

import io.github.httppool.HttpPools;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts that come and go in one JVM. Each is closed in the middle of calls; nothing of
 * it may be left: no thread, no socket, and no object, which a timer would hold.
 */
class RecurringContextTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/**
	 * What pools and calls consist of. Spring caches properties and the like, which hold
	 * neither, until memory is short.
	 */
	private static final Pattern OBJECTS = Pattern
		.compile(" *\\d+: +(\\d+) +\\d+ +(io\\.github\\.httppool\\.(?:call|leak|netty|pool)\\.\\S+).*");

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	@Test
	void whenFiveContextsHaveComeAndGoneThenNothingIsLeft() throws JMException {
		comeAndGo(5);
	}

	@Test
	@Tag("stress")
	@Timeout(1200)
	void whenFiftyContextsHaveComeAndGoneThenNothingIsLeft() throws JMException {
		List<Long> heaps = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			comeAndGo(10);
			heaps.add(heap() / 1024);
		}
		System.out.printf("heap after each ten of 50 contexts: %s kB%n", heaps);
	}

	private void comeAndGo(int contexts) throws JMException {
		NettyServer server = this.endToEnd.nettyServer();
		// What is loaded or cached once, for every type.
		for (WebApplicationType type : WebApplicationType.values()) {
			comeAndGo(server, type);
		}
		Map<String, Integer> objects = objects();
		long threads = threads();
		List<WeakReference<HttpPools>> pools = new ArrayList<>();
		for (int i = 0; i < contexts; i++) {
			pools.add(comeAndGo(server, WebApplicationType.values()[i % WebApplicationType.values().length]));
			EndToEnd.within(PATIENCE, "no thread and no socket", () -> {
				assertThat(EndToEnd.threads()).isEmpty();
				assertThat(server.sockets().open()).isZero();
			});
		}
		// What exists once may have been loaded late, such as a lambda.
		EndToEnd.within(PATIENCE, "no object", () -> {
			assertThat(objects()).allSatisfy(
					(type, count) -> assertThat(count).as(type).isLessThanOrEqualTo(objects.getOrDefault(type, 1)));
			assertThat(pools).allSatisfy((reference) -> assertThat(reference.get()).isNull());
		});
		EndToEnd.within(PATIENCE, "no more threads of others",
				() -> assertThat(threads()).isLessThanOrEqualTo(threads));
	}

	private static WeakReference<HttpPools> comeAndGo(NettyServer server, WebApplicationType type) {
		TestApplication application = TestApplication.start(type, TestApplication.NothingButTheStarter.class,
				"httppool.clients.payment.pool.max-connections=5");
		CallsUnderWay.of(5, application.restClient(), server.url("/ok")).assertAnswered();
		CallsUnderWay calls = CallsUnderWay.of(5, application.webClient(), server.url("/sleep/100"));
		WeakReference<HttpPools> pools = new WeakReference<>(application.bean(HttpPools.class));
		application.close();
		calls.assertAnswered();
		return pools;
	}

	/**
	 * How many objects of each type of the pools are alive.
	 */
	private static Map<String, Integer> objects() throws JMException {
		String histogram = (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { null }, new String[] { String[].class.getName() });
		return histogram.lines()
			.map(OBJECTS::matcher)
			.filter((line) -> line.matches())
			.collect(Collectors.toMap((line) -> line.group(2), (line) -> Integer.valueOf(line.group(1)), Integer::sum,
					TreeMap::new));
	}

	/**
	 * How many threads there are. Reactor starts those of its schedulers one by one, as
	 * they get something to do, and keeps them.
	 */
	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> Stream.of("parallel-", "boundedElastic-", "test-").noneMatch(name::startsWith))
			.count();
	}

	private static long heap() {
		Garbage.collect();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
