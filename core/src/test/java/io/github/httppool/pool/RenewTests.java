package io.github.httppool.pool;

import java.time.Duration;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.Created;
import io.github.httppool.HttpPoolListener.Released;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call that ends its lease and wants the next one at once, as when it is redirected to
 * the same host.
 */
class RenewTests {

	private static final String HOST = "orders";

	private static final int OTHER_IDENTITY = 2;

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenNobodyMayWaitThenTheCallGoesOnOnItsConnection() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		TestWaiter first = pool.lease(HOST);
		TestWaiter second = first.renew().orElseThrow();
		assertThat(second).isServedBy(first.connection());
		assertThat(pool).hasActive(1).hasAcquired(2).hasReused(1).hasRejected(0).hasPending(0);
		second.release();
		assertThat(pool).hasIdle(1);
	}

	@Test
	void whenTheQueueIsFullThenTheCallDoesNotStandInIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(1));
		TestWaiter first = pool.lease(HOST);
		TestWaiter waiting = pool.acquire(HOST);
		TestWaiter second = first.renew().orElseThrow();
		assertThat(waiting).isWaiting();
		second.release();
		assertThat(waiting).isServedBy(first.connection());
	}

	@Test
	void whenALeaseIsRenewedThenListenersHearOfItsEndAndOfTheNext() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter first = pool.lease(HOST);
		this.rig.pass(Duration.ofMillis(7));
		first.renew();
		assertThat(pool.events().events()).hasExactlyElementsOfTypes(Created.class, Acquired.class, Released.class,
				Acquired.class);
		assertThat(pool.events().events(Released.class)).extracting(Released::heldNanos)
			.containsExactly(Duration.ofMillis(7).toNanos());
	}

	@Test
	void whenALeaseIsRenewedThenItLastsFromThenOn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter first = pool.lease(HOST);
		this.rig.pass(Duration.ofMillis(7));
		first.renew();
		this.rig.pass(Duration.ofMillis(5));
		assertThat(pool.engine().connections(this.rig.now())).singleElement().satisfies((row) -> {
			assertThat(row.leasedMillis()).isEqualTo(5);
			assertThat(row.requests()).isEqualTo(2);
		});
	}

	@Test
	void whenHostOrConfigurationDifferThenTheConnectionIsNotKept() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter caller = pool.lease(HOST);
		assertThat(caller.renew(TestPool.address("payments"), caller.configurationHash())).isEmpty();
		assertThat(caller.renew(caller.remote(), OTHER_IDENTITY)).isEmpty();
		assertThat(pool).hasActive(1).hasAcquired(1);
		caller.release();
	}

	@Test
	void whenTheConnectionHasServedEnoughThenItIsNotKept() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxRequests(1));
		TestWaiter caller = pool.lease(HOST);
		assertThat(caller.renew()).isEmpty();
		caller.release();
		assertThat(pool).hasClosed(CloseReason.MAX_REQUESTS, 1);
	}

	@Test
	void whenTheConnectionIsTooOldThenItIsNotKept() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME);
		assertThat(caller.renew()).isEmpty();
		caller.release();
		assertThat(pool).hasClosed(CloseReason.MAX_LIFETIME, 1);
	}

	@Test
	void whenTheLimitWasLoweredThenTheConnectionIsNotKept() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		TestWaiter caller = pool.lease(HOST);
		pool.resize(1);
		assertThat(caller.renew()).isEmpty();
		caller.release();
		assertThat(pool).hasClosed(CloseReason.SHRUNK, 1);
	}

	@Test
	void whenThePoolIsClosedThenTheConnectionIsNotKept() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		pool.close();
		assertThat(caller.renew()).isEmpty();
		caller.release();
		assertThat(pool).hasClosed(CloseReason.DRAINED, 1);
	}

	@Test
	void whenTheConnectionHasClosedThenItIsNotKept() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		caller.breakOff(CloseReason.SERVER_CLOSED_MID_RESPONSE);
		assertThat(caller.renew()).isEmpty();
		assertThat(pool).hasAcquired(1).hasActive(0);
	}

	@Test
	void whenTheLeaseHasNotReachedItsCallerThenItCannotBeRenewed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.lease(HOST);
		assertThat(caller.renew()).isEmpty();
		caller.release();
	}

	@Test
	void whenTheConnectionKeptIsFoundDeadThenTheCallQueuesLikeAnyOther() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter first = pool.lease(HOST);
		TestWaiter waiting = pool.acquire(HOST);
		this.rig.network().handOverSlowly();
		TestWaiter second = first.renew().orElseThrow();
		second.findDead();
		FakeConnection fresh = this.rig.network().answer();
		assertThat(waiting).isServedBy(fresh);
		assertThat(second).isWaiting();
		waiting.release();
		assertThat(second).isServedBy(fresh);
		assertThat(pool).hasAcquired(3);
	}

}
