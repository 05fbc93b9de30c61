package io.github.httppool.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.LeaksSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses that are used as they should be are never taken for leaks, although garbage
 * is collected, and leases are looked at, all the time.
 */
class FalseReportTests {

	private static final int CALLERS = 32;

	private static final OrdinaryCall[] CALLS = OrdinaryCall.values();

	@RegisterExtension
	final EndToEnd endToEnd = new EndToEnd();

	private BodyServer server;

	private TestApplication application;

	@BeforeEach
	void start() {
		this.server = this.endToEnd.bodyServer();
		this.application = this.endToEnd.application("httppool.pool.max-connections=40",
				"httppool.pool.max-pending-acquires=1000", "httppool.pool.eviction-interval=10ms",
				"httppool.event-loops=2", "httppool.timeouts.acquire=30s",
				"httppool.leak-detection.call-site-sampling=1");
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource(OrdinaryCall.class)
	@Tag("stress")
	void whenOneKindOfCallIsMadeThenNothingIsReported(OrdinaryCall call) {
		try (Garbage garbage = Garbage.collectedEvery(1)) {
			for (int i = 0; i < 5; i++) {
				call.make(this.application, this.server);
			}
		}
		assertThat(this.application.pool().leaks()).isEqualTo(LeaksSnapshot.NONE);
	}

	@Test
	@Timeout(240)
	void whenLeaksAreAmongThemThenAllOfTheseAndOnlyTheseAreReported() {
		int leaks = makeCalls(500, 20);
		proveThatJustTheseWereFound(leaks);
	}

	@Test
	@Tag("stress")
	@Timeout(3600)
	void whenAHundredThousandCallsAreMadeThenOnlyTheLeaksAmongThemAreReported() {
		int leaks = makeCalls(100_000, 200);
		proveThatJustTheseWereFound(leaks);
	}

	private void proveThatJustTheseWereFound(int leaks) {
		EndToEnd.eventually("all reclaimed", () -> {
			Garbage.collect();
			assertThat(this.application.pool().leaks().reclaimed()).isEqualTo(leaks);
		});
		LeaksSnapshot found = this.application.pool().leaks();
		assertThat(found.confirmed()).isEqualTo(leaks);
		assertThat(found.sites()).allSatisfy((site) -> assertThat(site.callSite()).contains("OrderClient"));
	}

	/**
	 * Makes calls of all kinds, by several threads.
	 * @param leakEach after how many calls a response is lost
	 * @return how many responses were lost
	 */
	private int makeCalls(int count, int leakEach) {
		AtomicInteger next = new AtomicInteger();
		AtomicInteger leaks = new AtomicInteger();
		List<Throwable> failures = new ArrayList<>();
		List<Thread> callers = new ArrayList<>();
		long begin = System.nanoTime();
		try (Garbage garbage = Garbage.collectedEvery(20)) {
			for (int i = 0; i < CALLERS; i++) {
				Thread caller = new Thread(() -> {
					int number;
					while ((number = next.getAndIncrement()) < count) {
						OrdinaryCall call = CALLS[number % CALLS.length];
						try {
							call.make(this.application, this.server);
							if (number % leakEach == 0) {
								Leak leak = Leak.values()[leaks.getAndIncrement() % Leak.values().length];
								leak.happen(this.application.orderClient(), this.server.uri("/bytes/300000"));
							}
						}
						catch (Throwable ex) {
							synchronized (failures) {
								failures.add(new IllegalStateException(call.toString(), ex));
							}
						}
					}
				}, "test-caller");
				caller.start();
				callers.add(caller);
			}
			for (Thread caller : callers) {
				join(caller);
			}
			System.out.printf("%d calls, %d of them lost, %d collections, %d ms: %s%n", count, leaks.get(),
					garbage.collections(), (System.nanoTime() - begin) / 1_000_000, this.application.pool().leaks());
		}
		assertThat(failures).isEmpty();
		return leaks.get();
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
