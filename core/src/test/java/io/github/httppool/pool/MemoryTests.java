package io.github.httppool.pool;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import com.sun.management.ThreadMXBean;
import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * A pool keeps nothing of hosts and configurations that are not used any more.
 */
class MemoryTests {

	private static final String HOST = "orders";

	private static final int MANY_HOSTS = 10_000;

	private static final int MANY_IDENTITIES = 1_000;

	private static final int MANY_LEASES = 10_000;

	/** One object with a header and six fields; a second object takes 16 more. */
	private static final long LEASE_BYTES = 48;

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenConnectionsToManyHostsEndThenNothingIsLeftOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		for (int i = 0; i < MANY_HOSTS; i++) {
			pool.lease("host-" + i).breakOff(CloseReason.NOT_PERSISTENT);
		}
		assertThat(pool).hasHosts(0).hasCreated(MANY_HOSTS);
	}

	@Test
	void whenManyHostsCannotBeReachedThenNothingIsLeftOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		for (int i = 0; i < MANY_HOSTS; i++) {
			pool.acquire("host-" + i);
			this.rig.network().refuse();
		}
		this.rig.pass(Duration.ofNanos(2 * DialBackoff.LONGEST_PAUSE_NANOS));
		assertThat(pool).hasHosts(0);
	}

	@Test
	void whenCallersKeptBackByTheTotalGiveUpThenNothingIsLeftOfTheirHosts() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		TestWaiter stays = pool.acquire("payments");
		for (int i = 0; i < MANY_HOSTS; i++) {
			pool.acquire("host-" + i).cancel();
		}
		assertThat(stays).isWaiting();
		assertThat(pool).hasHosts(2).hasPending(1);
	}

	@Test
	void whenCallersKeptBackByTheTotalTimeOutThenNothingIsLeftOfTheirHosts() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		for (int i = 0; i < MANY_HOSTS; i++) {
			pool.acquire("host-" + i);
		}
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		while (pool.snapshot().pending() > 0) {
			this.rig.pass(Duration.ofMillis(2));
		}
		assertThat(pool).hasHosts(1).hasTimeouts(MANY_HOSTS);
	}

	@Test
	void whenCallersAreRefusedThenNothingIsLeftOfTheirHosts() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.lease(HOST);
		for (int i = 0; i < MANY_HOSTS; i++) {
			pool.acquire("host-" + i);
		}
		assertThat(pool).hasHosts(1).hasRejected(MANY_HOSTS);
	}

	@Test
	void whenConfigurationsAreNotUsedAnyMoreThenNothingIsLeftOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter stays = pool.lease(HOST, -1);
		for (int configurationHash = 0; configurationHash < MANY_IDENTITIES; configurationHash++) {
			pool.lease(HOST, configurationHash).breakOff(CloseReason.NOT_PERSISTENT);
		}
		assertThat(groups(stays)).hasSize(1);
	}

	@Test
	void whenCallersOfManyConfigurationsGiveUpThenNothingIsLeftOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter stays = pool.lease(HOST, -1);
		for (int configurationHash = 0; configurationHash < MANY_IDENTITIES; configurationHash++) {
			pool.acquire(HOST, configurationHash).cancel();
		}
		assertThat(groups(stays)).hasSize(1);
	}

	@Test
	void whenManyConfigurationsGiveUpTheirSlotsToEachOtherThenNothingIsLeftOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter last = null;
		for (int configurationHash = 0; configurationHash < MANY_IDENTITIES; configurationHash++) {
			last = pool.lease(HOST, configurationHash);
			last.release();
		}
		assertThat(groups(Objects.requireNonNull(last))).hasSize(1);
	}

	@Test
	void whenNothingIsPutOffThenALeaseAllocatesItselfOnly() {
		ConnectionPool pool = new ConnectionPool("steady", TestSettings.maxConnections(1).build(), new TotalLimit(1, 1),
				FakeDialConfig.CONNECTOR, (time) -> {
				}, () -> new long[0], new CompositeHttpPoolListener(List.of()));
		SteadyCaller caller = new SteadyCaller(pool);
		pool.acquire(caller, 0);
		lease(pool, caller);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		lease(pool, caller);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThanOrEqualTo(MANY_LEASES * LEASE_BYTES);
	}

	private static void lease(ConnectionPool pool, SteadyCaller caller) {
		for (int i = 0; i < MANY_LEASES; i++) {
			pool.released(caller.lease, 0);
			pool.acquire(caller, 0);
		}
	}

	/**
	 * ReactorAcquire that takes connections again and again, from a network where all
	 * goes well.
	 */
	private static final class SteadyCaller extends PendingAcquire {

		private final ConnectionPool pool;

		private Lease lease;

		SteadyCaller(ConnectionPool pool) {
			super(TestPool.address(HOST), 1, 0);
			this.pool = pool;
		}

		@Override
		protected void serve(Lease served) {
			this.lease = served;
			this.pool.handedOver(served, 0);
		}

		@Override
		protected void fail(Throwable error) {
			throw new AssertionError(error);
		}

		@Override
		protected DialConfig dialConfig() {
			FakeDialConfig config = (dialed) -> {
				FakeNetwork nobody = new FakeNetwork();
				this.pool.connected(dialed, new FakeConnection(nobody, null, dialed), 0);
				return new FakeDial(nobody, dialed, 0);
			};
			return config;
		}

	}

	private static List<?> groups(TestWaiter caller) {
		return assertThat(caller.entry().group.host).extracting("groups", as(LIST)).actual();
	}

}
