package io.github.httppool.pool;
import java.time.Duration;
import java.util.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
class ScratchTests {
	@RegisterExtension
	private final PoolRig rig = new PoolRig();
	@Test
	void blackhole() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50));
		List<TestWaiter> all = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			all.add(pool.acquire("h"));
			this.rig.pass(Duration.ofMillis(100));
			if (i >= 10) this.rig.network().refuse(); // each dial fails after 1 s
		}
		Map<String,Integer> m = new TreeMap<>();
		for (TestWaiter w : all) m.merge(w.error() == null ? "waiting" : w.error().getClass().getSimpleName(), 1, Integer::sum);
		System.out.println("BLACKHOLE " + m + " dialed " + this.rig.network().dialed());
	}
	@Test
	void mixed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10).maxPending(100));
		// two configurations under steady overload
		ArrayDeque<TestWaiter> q = new ArrayDeque<>();
		for (int i = 0; i < 30; i++) q.add(pool.acquire("h", i % 2));
		for (int i = 0; i < 2000; i++) {
			if (i % 3 == 0) while (this.rig.network().dialing() > 0) this.rig.network().answer();
			q.add(pool.acquire("h", i % 2));
			for (Iterator<TestWaiter> it = q.iterator(); it.hasNext();) { TestWaiter w = it.next(); if (w.isServed()) { it.remove(); w.release(); break; } }
			this.rig.pass(Duration.ofMillis(1));
		}
		System.out.println("MIXED dialed " + this.rig.network().dialed() + " acquired " + pool.snapshot().acquired());
	}
}
