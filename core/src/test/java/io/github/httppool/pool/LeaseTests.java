package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.HttpPoolListener.Released;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A lease ends once, and what comes back late ends no other one.
 */
class LeaseTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final TestPool pool = this.rig.pool(TestSettings.maxConnections(1));

	@Test
	void whenALeaseBeginsThenItKnowsItsConnectionItsCallerAndItsTime() {
		this.pool.warmUp(1, HOST);
		this.rig.pass(Duration.ofMillis(5));
		TestWaiter caller = this.pool.lease(HOST);
		assertThat(caller.lease().entry().connection()).isSameAs(caller.connection());
		assertThat(caller.lease().caller()).isSameAs(caller);
		assertThat(caller.lease().since()).isEqualTo(this.rig.now());
	}

	@Test
	void whenALeaseEndsTwiceThenOnlyTheFirstTimeCounts() {
		Lease lease = unpooled(1).lease(caller(), 0);
		assertThat(lease.entry().end(lease)).isTrue();
		assertThat(lease.entry().end(lease)).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnOldLeaseComesBackThenTheNextOneGoesOn(Way back) {
		TestWaiter first = this.pool.lease(HOST);
		Lease old = first.lease();
		first.release();
		TestWaiter second = this.pool.lease(HOST);
		back.end(this.pool, old);
		assertThat(second).isServedBy(FakeConnection.of(old.entry()));
		assertThat(second.lease().isHeld()).isTrue();
		assertThat(this.pool).hasActive(1).hasIdle(0).hasPending(0).hasAcquired(2).hasClosedNothing();
		assertThat(this.pool.events().events(Released.class)).hasSize(1);
		assertThat(this.pool.events().events(NotAcquired.class)).isEmpty();
		second.release();
		assertThat(this.pool).hasIdle(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenAnOldLeaseComesBackThenTheIdleConnectionStaysIdle(Way back) {
		TestWaiter caller = this.pool.lease(HOST);
		caller.release();
		back.end(this.pool, caller.lease());
		assertThat(this.pool).hasActive(0).hasIdle(1).hasPending(0).hasAcquired(1).hasClosedNothing();
		assertThat(this.pool.events().events(Acquired.class)).hasSize(1);
		assertThat(this.pool.events().events(NotAcquired.class)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.INCLUDE, names = { "RETURNED_UNUSED", "HAND_OUT_FAILED" })
	void whenALeaseHasReachedItsCallerThenItDoesNotComeBackUnused(Way back) {
		TestWaiter caller = this.pool.lease(HOST);
		back.end(this.pool, caller.lease());
		assertThat(caller.lease().isHeld()).isTrue();
		assertThat(this.pool).hasActive(1).hasPending(0).hasAcquired(1).hasClosedNothing();
		assertThat(this.pool.events().events(NotAcquired.class)).isEmpty();
		caller.release();
		assertThat(this.pool).hasIdle(1);
	}

	@Test
	void whenThePoolHasRevokedALeaseThenItsCallerTriesAgainOnce() {
		TestWaiter caller = revoked();
		Lease revoked = caller.lease();
		caller.findDead();
		assertThat(caller).isWaiting();
		Way.HAND_OUT_FAILED.end(this.pool, revoked);
		Way.RETURNED_UNUSED.end(this.pool, revoked);
		assertThat(this.pool).hasPending(1).hasConnecting(1);
		assertThat(this.pool.events().events(NotAcquired.class)).isEmpty();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenThePoolHasRevokedALeaseThenItsCallerIsCancelledOnce() {
		TestWaiter caller = revoked();
		Lease revoked = caller.lease();
		Way.RETURNED_UNUSED.end(this.pool, revoked);
		Way.RETURNED_UNUSED.end(this.pool, revoked);
		Way.HAND_OUT_FAILED.end(this.pool, revoked);
		assertThat(this.pool).hasPending(0).hasConnecting(0).hasIdle(0);
		assertThat(this.pool.events().events(NotAcquired.class)).hasSize(1);
	}

	/**
	 * A caller whose connection is aborted on the way to it.
	 */
	private TestWaiter revoked() {
		this.pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter caller = this.pool.lease(HOST);
		this.pool.abort();
		assertThat(caller.lease().isRevoked()).isTrue();
		return caller;
	}

	@ParameterizedTest
	@EnumSource
	void whenAnOldLeaseComesBackThenTheNextOneStaysOnItsWay(Way back) {
		this.rig.network().handOverSlowly();
		TestWaiter first = this.pool.lease(HOST);
		Lease old = first.lease();
		first.release();
		TestWaiter second = this.pool.lease(HOST);
		back.end(this.pool, old);
		assertThat(second.lease().isOnItsWay()).isTrue();
		assertThat(second.handOver()).isTrue();
		assertThat(this.pool.events().events(Acquired.class)).hasSize(2);
		second.release();
	}

	@Test
	void whenAnOldLeaseIsRenewedThenNothingHappens() {
		TestWaiter first = this.pool.lease(HOST);
		first.release();
		TestWaiter second = this.pool.lease(HOST);
		assertThat(first.renew()).isEmpty();
		assertThat(second.lease().isHeld()).isTrue();
		second.release();
	}

	@Test
	void whenALeaseHasEndedThenItReachesItsCallerNoMore() {
		this.rig.network().handOverSlowly();
		TestWaiter caller = this.pool.lease(HOST);
		Lease lease = caller.lease();
		caller.returnUnused();
		assertThat(this.pool.engine().handedOver(lease, this.rig.now())).isFalse();
		assertThat(lease.isRevoked()).isTrue();
		assertThat(this.pool).hasIdle(1).hasAcquired(0);
	}

	@Test
	void whenAConnectionServesOneCallAtATimeThenASecondLeaseIsRefused() {
		PoolEntry entry = unpooled(1);
		Lease lease = entry.lease(caller(), 0);
		assertThatIllegalStateException().isThrownBy(() -> entry.lease(caller(), 0))
			.withMessage(entry + " is leased 1 times and cannot be leased again");
		assertThat(entry.oldestLease()).isSameAs(lease);
		assertThat(entry.is(EntryState.ACTIVE)).isTrue();
	}

	@Test
	void whenAConnectionServesSeveralCallsThenEachHasALeaseOfItsOwn() {
		PoolEntry entry = unpooled(2);
		List<Lease> leases = List.of(entry.lease(caller(), 0), entry.lease(caller(), 1));
		assertThat(entry.end(leases.get(0))).isTrue();
		assertThat(entry.oldestLease()).isSameAs(leases.get(1));
		assertThat(entry.end(leases.get(0))).isFalse();
		assertThat(entry.end(leases.get(1))).isTrue();
		assertThat(entry.oldestLease()).isNull();
	}

	@Test
	void whenAConnectionIsGivenUpThenItIsNotLeased() {
		PoolEntry entry = unpooled(1);
		entry.become(EntryState.CLOSING);
		assertThatIllegalStateException().isThrownBy(() -> entry.lease(caller(), 0));
		assertThat(entry.oldestLease()).isNull();
	}

	/**
	 * A slot that no pool counts.
	 */
	private PoolEntry unpooled(int maxLeases) {
		TestWaiter any = this.pool.lease("payments");
		any.release();
		return new PoolEntry(17, any.entry().group, 0, maxLeases, 0);
	}

	private TestWaiter caller() {
		return new TestWaiter(this.pool, TestPool.address(HOST), 1, 0);
	}

	/**
	 * How a lease comes back.
	 */
	enum Way {

		RELEASED {

			@Override
			void end(TestPool pool, Lease lease) {
				pool.engine().released(lease, pool.now());
			}

		},

		RETURNED_UNUSED {

			@Override
			void end(TestPool pool, Lease lease) {
				pool.engine().returnedUnused(lease, pool.now());
			}

		},

		HAND_OUT_FAILED {

			@Override
			void end(TestPool pool, Lease lease) {
				pool.engine().handOutFailed(lease, CloseReason.SERVER_CLOSED_IDLE, pool.now());
			}

		},

		UPGRADED_AND_RELEASED {

			@Override
			void end(TestPool pool, Lease lease) {
				pool.engine().upgraded(lease, pool.now());
				pool.engine().released(lease, pool.now());
			}

		};

		abstract void end(TestPool pool, Lease lease);

	}

}
