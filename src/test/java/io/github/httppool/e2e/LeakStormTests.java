package io.github.httppool.e2e;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.example.orders.OrderClient;
import com.sun.management.UnixOperatingSystemMXBean;
import io.github.httppool.HttpPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that loses responses all the time, beside calls that are in order, which
 * must notice no more of it than that they wait.
 */
class LeakStormTests {

	private static final int CONNECTIONS = 20;

	private static final int LOSERS = 4;

	/** The sockets of the pool and, in the same process, those of the server. */
	private static final int DESCRIPTORS = 2 * CONNECTIONS;

	private static final long MEGABYTE = 1024 * 1024;

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	/**
	 * Collecting garbage all the time takes long on a busy machine.
	 */
	@Test
	@Timeout(240)
	void whenResponsesAreLostAllTheTimeThenOthersOnlyWait() {
		prove(300);
	}

	@Test
	@Tag("stress")
	@Timeout(3600)
	void whenFiveThousandResponsesAreLostThenOthersOnlyWait() {
		prove(5_000);
	}

	private void prove(int count) {
		BodyServer server = this.endToEnd.bodyServer();
		TestApplication application = this.endToEnd.application("httppool.pool.max-connections=" + CONNECTIONS,
				"httppool.pool.max-pending-acquires=1000", "httppool.pool.eviction-interval=10ms",
				"httppool.timeouts.acquire=30s");
		try (Garbage garbage = Garbage.collectedEvery(20)) {
			lose(50, application, server);
		}
		Usage before = Usage.now();
		long begin = System.nanoTime();
		int answers;
		try (Garbage garbage = Garbage.collectedEvery(20);
				Load others = Load.of(4,
						() -> CallsUnderWay.get(application.restClient(), server.url("/bytes/1000")))) {
			lose(count, application, server);
			others.close();
			answers = others.answers();
			assertThat(others.failures()).isEmpty();
		}
		Usage after = Usage.now();
		System.out.printf("%d leaks in %d ms beside %d calls: %s -> %s, %s%n", count,
				(System.nanoTime() - begin) / 1_000_000, answers, before, after, server.sockets());
		assertThat(answers).isPositive();
		assertThat(server.sockets().peak()).isLessThanOrEqualTo(CONNECTIONS);
		assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + DESCRIPTORS);
		assertThat(after.heap()).isLessThan(before.heap() + 5 * MEGABYTE);
	}

	/**
	 * Loses responses on several threads, and waits until all of them are reclaimed.
	 */
	private static void lose(int count, TestApplication application, BodyServer server) {
		HttpPool pool = application.pool();
		long expected = pool.leaks().reclaimed() + count;
		OrderClient client = application.orderClient();
		AtomicInteger next = new AtomicInteger();
		CallsUnderWay losers = CallsUnderWay.onThreads(LOSERS, () -> {
			for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
				Leak.values()[i % Leak.values().length].happen(client, server.uri("/bytes/300000"));
			}
			return "ok";
		});
		EndToEnd.within(Duration.ofMinutes(30), "all reclaimed",
				() -> assertThat(pool.leaks().reclaimed()).isEqualTo(expected));
		losers.assertAnswered();
		assertThat(pool.leaks().confirmed()).isEqualTo(expected);
	}

	/**
	 * What the process uses when its garbage is collected.
	 */
	private record Usage(long heap, long descriptors) {

		static Usage now() {
			IntStream.range(0, 3).forEach((time) -> Garbage.collect());
			Runtime runtime = Runtime.getRuntime();
			UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
			return new Usage(runtime.totalMemory() - runtime.freeMemory(), system.getOpenFileDescriptorCount());
		}

		@Override
		public String toString() {
			return "%.1f MB, %d descriptors".formatted(this.heap / (double) MEGABYTE, this.descriptors);
		}

	}

}
