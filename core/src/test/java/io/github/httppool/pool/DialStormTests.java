package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One failure that leads to the next, a hundred thousand times: everyone is answered, in
 * order, and the stack does not grow.
 */
class DialStormTests {

	private static final int MANY = 100_000;

	private static final int EVERY = 1_000;

	private final List<String> failedHosts = new ArrayList<>();

	private final Set<Integer> depths = new HashSet<>();

	private final HttpPoolListener listener = new HttpPoolListener() {

		@Override
		public void creationFailed(CreationFailed event) {
			DialStormTests.this.failedHosts.add(event.host());
		}

	};

	@Test
	void whenDialsHeldBackFailAtOnceThenAllCallersFailInOrder() {
		ConnectionPool pool = pool(1, 1);
		StormWaiter occupant = new StormWaiter(pool, "occupant", false);
		pool.acquire(occupant, 0);
		List<StormWaiter> callers = IntStream.range(0, MANY)
			.mapToObj((i) -> new StormWaiter(pool, "host-" + i, true))
			.toList();
		callers.forEach((caller) -> pool.acquire(caller, 0));
		pool.closed(occupant.lease().entry(), CloseReason.TIMEOUT, 0);
		assertThat(callers).allMatch(StormWaiter::hasFailed);
		assertThat(this.failedHosts).isEqualTo(IntStream.range(0, MANY).mapToObj((i) -> "host-" + i + ":80").toList());
		assertThat(this.depths).hasSizeLessThanOrEqualTo(2);
		assertThat(pool.isEmpty()).isTrue();
	}

	@Test
	void whenAllIdleConnectionsAreFoundDeadThenTheCallerFailsWithItsOwnDial() {
		ConnectionPool pool = pool(MANY, MANY);
		List<StormWaiter> callers = IntStream.range(0, MANY)
			.mapToObj((i) -> new StormWaiter(pool, "host", false))
			.toList();
		callers.forEach((caller) -> pool.acquire(caller, 0));
		callers.forEach((caller) -> pool.released(caller.lease(), 0));
		StormWaiter last = new StormWaiter(pool, "host", true);
		last.findsAllDead = true;
		pool.acquire(last, 0);
		assertThat(last.hasFailed()).isTrue();
		assertThat(pool.snapshot().closed()).containsEntry(CloseReason.SERVER_CLOSED_IDLE, (long) MANY);
		assertThat(this.depths).hasSizeLessThanOrEqualTo(2);
		assertThat(pool.isEmpty()).isTrue();
	}

	private ConnectionPool pool(int maxConnections, int maxTotal) {
		return new ConnectionPool("storm", TestSettings.maxConnections(maxConnections).maxPending(MANY).build(),
				new TotalLimit(maxTotal, maxTotal), FakeDialConfig.CONNECTOR, (time) -> {
				}, () -> new long[0], new CompositeHttpPoolListener(List.of(this.listener)));
	}

	private void measureDepth(int call) {
		if (call % EVERY == 0) {
			this.depths.add(Thread.currentThread().getStackTrace().length);
		}
	}

	/**
	 * ReactorAcquire for whom dials succeed or fail at once.
	 */
	private final class StormWaiter extends PendingAcquire {

		private final ConnectionPool pool;

		private final boolean unreachable;

		private boolean findsAllDead;

		private int served;

		private @Nullable Lease lease;

		private @Nullable Throwable error;

		StormWaiter(ConnectionPool pool, String host, boolean unreachable) {
			super(TestPool.address(host), 1, 0);
			this.pool = pool;
			this.unreachable = unreachable;
		}

		@Override
		protected void serve(Lease served) {
			if (this.findsAllDead) {
				measureDepth(this.served++);
				this.pool.handOutFailed(served, CloseReason.SERVER_CLOSED_IDLE, 0);
				return;
			}
			this.lease = served;
			this.pool.handedOver(served, 0);
		}

		@Override
		protected void fail(Throwable reason) {
			this.error = reason;
		}

		@Override
		protected DialConfig dialConfig() {
			FakeDialConfig config = this::dial;
			return config;
		}

		private PendingDial dial(PoolEntry dialed) {
			StormConnection connection = new StormConnection(this.pool, dialed);
			if (this.unreachable) {
				measureDepth((int) dialed.id());
				this.pool.dialFailed(dialed, new ConnectException("Connection refused"), 0);
			}
			else {
				this.pool.connected(dialed, connection, 0);
			}
			return connection;
		}

		Lease lease() {
			assertThat(this.lease).isNotNull();
			return this.lease;
		}

		boolean hasFailed() {
			return this.error != null;
		}

	}

	/**
	 * Connection that is there at once and closes at once.
	 */
	private record StormConnection(ConnectionPool pool, PoolEntry entry) implements PoolableConnection, PendingDial {

		@Override
		public DialProgress progress() {
			return new DialProgress(DialPhase.TCP, this.entry.host(), 0);
		}

		@Override
		public void cancel() {
		}

		@Override
		public void close(CloseReason reason) {
			this.pool.closed(this.entry, reason, 0);
		}

		@Override
		public Map<CallPhase, Duration> openedIn() {
			return Map.of();
		}

		@Override
		public @Nullable Integer localPort() {
			return null;
		}

		@Override
		public String protocol() {
			return "HTTP/1.1";
		}

		@Override
		public boolean tls() {
			return false;
		}

		@Override
		public @Nullable String request() {
			return null;
		}

		@Override
		public @Nullable String callSite() {
			return null;
		}

		@Override
		public @Nullable LeaseUse leaseUse() {
			return null;
		}

	}

}
