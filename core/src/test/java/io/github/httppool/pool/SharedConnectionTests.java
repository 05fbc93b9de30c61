package io.github.httppool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A connection that two calls have at once.
 */
class SharedConnectionTests {

	private static final int TWO = 2;

	private final TestHost test = new TestHost();

	private final HostPool host = this.test.host();

	private final HostLeases leases = new HostLeases(this.test.context(), this.host.counts(),
			new HostEvidence(this.test.context(), TestPool.address("shared"), this.host.counts()));

	private final List<Lease> served = new ArrayList<>();

	private final Connection connection = new Connection();

	private final PoolEntry entry = this.test.dial(TWO);

	private Lease first;

	private Lease second;

	@BeforeEach
	void lease() {
		this.test.locked(() -> {
			this.host.connected(this.entry, this.connection, 0);
			this.first = this.host.leaseIdle(new Caller(), 0);
			this.second = this.leases.begin(this.entry, new Caller(), 1);
		});
	}

	@Test
	void whenTwoCallsHaveAConnectionThenItIsCountedOnce() {
		assertThat(counts().active()).isOne();
		assertThat(counts().entries()).isOne();
	}

	@Test
	void whenTheLastLeaseEndsThenTheConnectionIsIdle() {
		release(this.first);
		assertThat(this.entry.is(EntryState.ACTIVE)).isTrue();
		assertThat(counts().active()).isOne();
		assertThat(counts().idle()).isZero();
		release(this.second);
		assertThat(this.entry.is(EntryState.IDLE)).isTrue();
		assertThat(counts().active()).isZero();
		assertThat(counts().idle()).isOne();
	}

	@Test
	void whenTheLastLeaseEndsThenAWaitingCallerIsServed() {
		Caller waiter = new Caller();
		this.test.locked(() -> this.host.queue().enqueue(waiter));
		release(this.first);
		assertThat(this.served).isEmpty();
		release(this.second);
		assertThat(this.served).extracting(Lease::caller).containsExactly(waiter);
		assertThat(counts().active()).isOne();
		assertThat(this.connection.closed).isNull();
	}

	@Test
	void whenALeaseComesBackUnusedThenTheOtherGoesOn() {
		this.test.locked(() -> this.host.returnedUnused(this.first, 0));
		assertThat(this.entry.is(EntryState.ACTIVE)).isTrue();
		assertThat(counts().active()).isOne();
		assertThat(this.entry.oldestLease()).isSameAs(this.second);
	}

	@Test
	void whenOneCallerFindsTheConnectionDeadThenItIsRetiredWhenTheLastLeaseEnds() {
		this.test.locked(() -> this.host.foundDead(this.first, CloseReason.SERVER_CLOSED_IDLE, 0));
		assertThat(this.entry.is(EntryState.ACTIVE)).isTrue();
		assertThat(this.connection.closed).isNull();
		release(this.second);
		assertThat(this.entry.is(EntryState.CLOSING)).isTrue();
		assertThat(this.connection.closed).isEqualTo(CloseReason.SERVER_CLOSED_IDLE);
		assertThat(counts().active()).isZero();
		assertThat(counts().closing()).isOne();
	}

	@Test
	void whenBothCallersFindTheConnectionDeadThenTheFirstReasonCounts() {
		this.test.locked(() -> this.host.foundDead(this.first, CloseReason.SERVER_CLOSED_IDLE, 0));
		this.test.locked(() -> this.host.foundDead(this.second, CloseReason.ERROR, 0));
		assertThat(this.connection.closed).isEqualTo(CloseReason.SERVER_CLOSED_IDLE);
	}

	@Test
	void whenTheConnectionIsDeadThenTheOtherLeaseIsNotRenewed() {
		assertThat(this.second.reachedCaller()).isTrue();
		this.test.locked(() -> this.host.foundDead(this.first, CloseReason.SERVER_CLOSED_IDLE, 0));
		this.test.locked(() -> assertThat(this.host.renew(this.second, new Caller(), 0)).isNull());
		assertThat(this.second.isHeld()).isTrue();
	}

	@Test
	void whenALeaseIsRenewedThenTheOtherGoesOn() {
		assertThat(this.first.reachedCaller()).isTrue();
		this.test.locked(() -> assertThat(this.host.renew(this.first, new Caller(), 0)).isNotNull());
		assertThat(this.entry.oldestLease()).isSameAs(this.second);
		assertThat(counts().active()).isOne();
	}

	@Test
	void whenOneCallIsUpgradedThenTheConnectionIsNotQuiet() {
		upgrade(this.first);
		assertThat(counts().upgraded()).isZero();
		upgrade(this.second);
		assertThat(counts().upgraded()).isOne();
		release(this.first);
		assertThat(counts().upgraded()).isOne();
		release(this.second);
		assertThat(counts().upgraded()).isZero();
	}

	@Test
	void whenTheOnlyCallNotUpgradedEndsThenTheConnectionIsQuiet() {
		upgrade(this.first);
		release(this.second);
		assertThat(counts().upgraded()).isEqualTo(counts().active()).isOne();
	}

	@Test
	void whenTheConnectionIsAbortedThenBothLeasesEnd() {
		this.test.locked(() -> this.host.abort(this.entry, CloseReason.ABORTED, 0));
		assertEnded();
		assertThat(this.connection.closed).isEqualTo(CloseReason.ABORTED);
	}

	@Test
	void whenTheSocketIsClosedThenBothLeasesEndAndTheSlotIsFree() {
		this.test.locked(() -> this.host.closed(this.entry, CloseReason.ERROR, 0));
		assertEnded();
		assertThat(counts().entries()).isZero();
		assertThat(this.test.freeSlots()).isOne();
	}

	private void assertEnded() {
		assertThat(this.entry.isLeased()).isFalse();
		assertThat(counts().active()).isZero();
		assertThat(counts().idle()).isZero();
		assertThat(this.first.end()).isFalse();
		assertThat(this.second.end()).isFalse();
	}

	@Test
	void whenACallHasTheConnectionThenItBecomesNeitherIdleNorClosing() {
		release(this.first);
		for (EntryState refused : List.of(EntryState.IDLE, EntryState.CLOSING)) {
			assertThatIllegalStateException().isThrownBy(() -> this.entry.become(refused))
				.withMessage(this.entry + " is leased 1 times and cannot become " + refused);
		}
		assertThat(this.entry.is(EntryState.ACTIVE)).isTrue();
	}

	private void release(Lease lease) {
		this.test.locked(() -> this.host.release(lease, 0));
	}

	private void upgrade(Lease lease) {
		assertThat(lease.reachedCaller()).isTrue();
		this.test.locked(() -> this.host.upgraded(lease, 0));
	}

	private ConnectionCounts counts() {
		return this.host.counts();
	}

	/**
	 * Remembers the lease that it is served with.
	 */
	private final class Caller extends PendingAcquire {

		Caller() {
			super(SharedConnectionTests.this.host.remote(), SharedConnectionTests.this.entry.group.configurationHash,
					0);
		}

		@Override
		protected void serve(Lease lease) {
			SharedConnectionTests.this.served.add(lease);
		}

		@Override
		protected void fail(Throwable error) {
			throw new AssertionError("not to fail", error);
		}

		@Override
		protected DialConfig dialConfig() {
			throw new AssertionError("nothing is to be dialed");
		}

	}

	/**
	 * Remembers why it was closed.
	 */
	private static final class Connection implements PoolableConnection {

		private @Nullable CloseReason closed;

		@Override
		public void close(CloseReason reason) {
			this.closed = reason;
		}

		@Override
		public Map<CallPhase, Duration> openedIn() {
			return Map.of();
		}

		@Override
		public Integer localPort() {
			return FakeConnection.LOCAL_PORT;
		}

		@Override
		public String protocol() {
			return "h2";
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
