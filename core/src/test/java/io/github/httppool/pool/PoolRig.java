package io.github.httppool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPoolListener;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A clock, a network and pools for one test. After each test it proves that the
 * invariants hold, drains the pools and proves that nothing is left.
 */
final class PoolRig implements AfterEachCallback {

	private static final int AMPLE = 500;

	private final TestClock clock = new TestClock();

	private final FakeTimers timers = new FakeTimers(this.clock::now);

	private final FakeNetwork network = new FakeNetwork();

	private final List<TestPool> pools = new ArrayList<>();

	private TotalLimit total = new TotalLimit(AMPLE, AMPLE);

	/**
	 * Sets the limits over all pools, before there are any.
	 */
	void limitTotal(int connections, int idle) {
		this.total = new TotalLimit(connections, idle);
	}

	/**
	 * Sets the limit over all pools and who guards the descriptors, before there are any.
	 */
	void limitTotal(int connections, int idle, DescriptorGuard descriptors) {
		this.total = new TotalLimit(connections, idle, descriptors);
	}

	void limitTotal(int connections) {
		limitTotal(connections, connections);
	}

	TestPool pool(TestSettings settings, HttpPoolListener... listeners) {
		TestPool pool = new TestPool(this, "pool-" + this.pools.size(), settings.build(), this.total, listeners);
		this.pools.add(pool);
		return pool;
	}

	TotalLimit total() {
		return this.total;
	}

	FakeNetwork network() {
		return this.network;
	}

	FakeTimers timers() {
		return this.timers;
	}

	long now() {
		return this.clock.now();
	}

	/**
	 * Begins to drain pools.
	 */
	TestDrain drain(DrainPurpose purpose, Duration timeout, TestPool... drained) {
		return new TestDrain(this, purpose, timeout, null, drained);
	}

	/**
	 * Lets time pass and the alarms ring that are due.
	 */
	void pass(Duration time) {
		this.clock.advance(time);
		this.pools.forEach(TestPool::ringAlarm);
		this.timers.runDue();
	}

	/**
	 * Lets time pass, and the alarms that are due are late.
	 */
	void passUnnoticed(Duration time) {
		this.clock.advance(time);
	}

	void assertSound() {
		assertThat(this.network.complaints()).as("complaints").isEmpty();
		this.pools.forEach((pool) -> assertThat(pool).isSound());
	}

	/**
	 * Ends what goes on in all pools, and proves that nothing is left of it.
	 */
	void drain() {
		this.pools.forEach(TestPool::close);
		this.network.refuseAll();
		this.pools.forEach(TestPool::abort);
		this.network.finishClosing();
		assertSound();
		this.pools.forEach((pool) -> assertThat(pool).isDrained());
		assertThat(this.total.free()).as("free slots").isEqualTo(this.total.max());
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (context.getExecutionException().isEmpty()) {
			assertSound();
			drain();
		}
	}

}
