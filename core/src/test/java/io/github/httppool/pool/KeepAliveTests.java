package io.github.httppool.pool;

import java.time.Duration;

import io.github.httppool.CloseReason;
import io.github.httppool.HostSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are retired before their server closes them.
 */
class KeepAliveTests {

	private static final String HOST = "orders";

	private static final Duration MOMENT = Duration.ofNanos(1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

	/** More than a moment, so that two closes are no restart. */
	private static final Duration WHILE = Duration.ofMillis(300);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final TestPool pool = this.rig.pool(TestSettings.maxConnections(4));

	// What the server says

	@Test
	void whenTheServerSaysHowLongAConnectionMayBeIdleThenItIsClosedAFifthBefore() {
		callToldToIdle(this.pool, SECOND);
		this.rig.pass(Duration.ofMillis(800).minus(MOMENT));
		assertThat(this.pool).hasIdle(1);
		this.rig.pass(Duration.ofMillis(3));
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
	}

	@Test
	void whenTheTimeIsLongThenItIsClosedAMarginBefore() {
		callToldToIdle(this.pool, Duration.ofSeconds(20));
		this.rig.pass(Duration.ofSeconds(19).minus(MOMENT));
		assertThat(this.pool).hasIdle(1);
		this.rig.pass(Duration.ofMillis(3));
		assertThat(this.pool).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
	}

	@Test
	void whenTheTimeIsUpThenTheConnectionIsNotHandedOutHoweverLateTheAlarm() {
		callToldToIdle(this.pool, SECOND);
		this.rig.passUnnoticed(Duration.ofMillis(800));
		TestWaiter next = this.pool.acquire(HOST);
		assertThat(this.pool).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
		assertThat(next).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTheTimeIsUpOnTheWayToACallThenTheConnectionIsNotUsed() {
		callToldToIdle(this.pool, SECOND);
		this.rig.passUnnoticed(Duration.ofMillis(799));
		KeepAlive keepAlive = this.pool.acquire(HOST).entry().keepAlive();
		assertThat(keepAlive.expiredBy(this.rig.now())).isNull();
		assertThat(keepAlive.expiredBy(this.rig.now() + Duration.ofMillis(1).toNanos()))
			.isEqualTo(CloseReason.KEEP_ALIVE_HINT);
	}

	@Test
	void whenAConnectionGoesFromCallToCallThenItHasNotBeenIdle() {
		TestPool single = this.rig.pool(TestSettings.maxConnections(1));
		callToldToIdle(single, SECOND);
		this.rig.passUnnoticed(Duration.ofMillis(500));
		TestWaiter first = single.acquire(HOST);
		TestWaiter next = single.acquire(HOST);
		this.rig.pass(Duration.ofSeconds(2));
		first.release();
		assertThat(next.entry().keepAlive().expiredBy(this.rig.now())).isNull();
		next.release();
		assertThat(single).hasIdle(1);
	}

	@Test
	void whenAConnectionIsUsedNowAndThenThenItStays() {
		callToldToIdle(this.pool, SECOND);
		for (int i = 0; i < 10; i++) {
			this.rig.pass(Duration.ofMillis(700));
			this.pool.acquire(HOST).release();
		}
		assertThat(this.pool).hasIdle(1).hasClosedNothing();
	}

	@Test
	void whenACallerHasGoneBeforeItsConnectionCameThenThatWasNoUse() {
		callToldToIdle(this.pool, SECOND);
		this.rig.network().handOverSlowly();
		this.rig.pass(Duration.ofMillis(500));
		this.pool.acquire(HOST).returnUnused();
		assertThat(this.pool).hasIdle(1);
		this.rig.pass(Duration.ofMillis(303));
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
	}

	@Test
	void whenACallerHasGoneAndTheNextWaitsThenItGetsNoConnectionWhoseTimeIsUp() {
		TestPool single = this.rig.pool(TestSettings.maxConnections(1));
		callToldToIdle(single, SECOND);
		this.rig.network().handOverSlowly();
		this.rig.passUnnoticed(Duration.ofMillis(799));
		TestWaiter gone = single.acquire(HOST);
		TestWaiter next = single.acquire(HOST);
		this.rig.passUnnoticed(Duration.ofMillis(1));
		gone.returnUnused();
		assertThat(next.entry().keepAlive().expiredBy(this.rig.now())).isEqualTo(CloseReason.KEEP_ALIVE_HINT);
		next.findDead(CloseReason.KEEP_ALIVE_HINT);
		assertThat(next).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenSomeHaveBeenIdleForLongerThenEachIsClosedInItsTime() {
		TestWaiter first = this.pool.lease(HOST);
		TestWaiter second = this.pool.lease(HOST);
		first.entry().keepAlive().told(SECOND.toNanos(), KeepAlive.UNKNOWN);
		second.entry().keepAlive().told(SECOND.toNanos(), KeepAlive.UNKNOWN);
		first.release();
		this.rig.pass(Duration.ofMillis(400));
		second.release();
		this.rig.pass(Duration.ofMillis(400));
		assertThat(this.pool).hasIdle(1).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
		this.rig.pass(Duration.ofMillis(400));
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.KEEP_ALIVE_HINT, 2);
	}

	@Test
	void whenTheServerTakesNoMoreRequestsThenTheConnectionIsClosedAfterItsCall() {
		TestWaiter caller = this.pool.lease(HOST);
		caller.entry().keepAlive().told(KeepAlive.UNKNOWN, 2);
		caller.release();
		assertThat(this.pool).hasIdle(1);
		this.pool.acquire(HOST).release();
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
	}

	@Test
	void whenTheServerKeepsNothingIdleThenOnlyACallThatWaitsGetsTheConnection() {
		TestPool single = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = single.lease(HOST);
		caller.entry().keepAlive().told(0, KeepAlive.UNKNOWN);
		TestWaiter next = single.acquire(HOST);
		caller.release();
		assertThat(next).isServedBy(caller.connection());
		next.release();
		TestWaiter last = single.acquire(HOST);
		assertThat(single).hasClosed(CloseReason.KEEP_ALIVE_HINT, 1);
		assertThat(last).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenWhatTheServerSaysIsNotHonouredThenTheConnectionStays() {
		TestPool deaf = this.rig.pool(TestSettings.maxConnections(1).keepAlive(false, true));
		TestWaiter caller = deaf.lease(HOST);
		caller.entry().keepAlive().told(0, 0);
		caller.release();
		this.rig.pass(FIVE_SECONDS);
		assertThat(deaf).hasIdle(1).hasClosedNothing();
	}

	// What is learned

	@Test
	void whenTheServerHasClosedThreeIdleConnectionsThenTheNextIsRetiredBefore() {
		closeThreeAfter(this.pool, FIVE_SECONDS);
		TestWaiter caller = this.pool.lease(HOST);
		assertThat(host(this.pool).learnedKeepAlive()).isEqualTo(FIVE_SECONDS);
		caller.release();
		this.rig.pass(Duration.ofSeconds(4).minus(MOMENT));
		assertThat(this.pool).hasIdle(1);
		this.rig.pass(Duration.ofMillis(3));
		assertThat(caller.connection().closeReason()).isEqualTo(CloseReason.KEEP_ALIVE_LEARNED);
	}

	@Test
	void whenALimitIsLearnedThenItHoldsForConnectionsThatAreIdleAlready() {
		TestWaiter[] callers = this.pool.lease(4, HOST).toArray(TestWaiter[]::new);
		for (TestWaiter caller : callers) {
			caller.release();
			this.rig.pass(WHILE);
		}
		this.rig.pass(FIVE_SECONDS.minus(WHILE.multipliedBy(4)));
		for (int i = 0; i < 3; i++) {
			callers[i].connection().end(CloseReason.SERVER_CLOSED_IDLE);
			this.rig.pass(WHILE);
		}
		assertThat(this.pool).hasIdle(1);
		TestWaiter next = this.pool.acquire(HOST);
		assertThat(callers[3].connection().closeReason()).isEqualTo(CloseReason.KEEP_ALIVE_LEARNED);
		assertThat(next).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenBothAreKnownThenTheShorterTimeIsTheReason() {
		closeThreeAfter(this.pool, FIVE_SECONDS);
		TestWaiter caller = callToldToIdle(this.pool, SECOND);
		this.rig.pass(SECOND);
		assertThat(caller.connection().closeReason()).isEqualTo(CloseReason.KEEP_ALIVE_HINT);
		caller = callToldToIdle(this.pool, Duration.ofSeconds(20));
		this.rig.pass(FIVE_SECONDS);
		assertThat(caller.connection().closeReason()).isEqualTo(CloseReason.KEEP_ALIVE_LEARNED);
	}

	@Test
	void whenConnectionsWereResetThenNothingIsLearned() {
		for (int i = 0; i < 5; i++) {
			TestWaiter caller = this.pool.lease(HOST);
			caller.release();
			this.rig.pass(FIVE_SECONDS);
			caller.entry().keepAlive().wasReset();
			caller.connection().end(CloseReason.SERVER_CLOSED_IDLE);
		}
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isNull();
	}

	@Test
	void whenConnectionsWereClosedForOtherReasonsThenNothingIsLearned() {
		for (int i = 0; i < 5; i++) {
			TestWaiter caller = this.pool.lease(HOST);
			caller.release();
			this.rig.pass(FIVE_SECONDS);
			caller.connection().end(CloseReason.ERROR);
		}
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isNull();
	}

	@Test
	void whenNothingIsToBeLearnedThenNothingIs() {
		TestPool stubborn = this.rig.pool(TestSettings.maxConnections(1).keepAlive(true, false));
		closeThreeAfter(stubborn, FIVE_SECONDS);
		stubborn.lease(HOST).release();
		assertThat(host(stubborn).learnedKeepAlive()).isNull();
		this.rig.pass(FIVE_SECONDS);
		assertThat(stubborn).hasIdle(1);
	}

	@Test
	void whenTheServerClosesUnderACallThenThatTellsHowLongItKeepsConnections() {
		for (int i = 0; i < 3; i++) {
			TestWaiter caller = this.pool.lease(HOST);
			caller.release();
			this.rig.pass(FIVE_SECONDS);
			TestWaiter next = this.pool.acquire(HOST);
			assertThat(next).isServedBy(caller.connection());
			this.rig.pass(Duration.ofMillis(1));
			this.pool.engine().foundStale(next.lease(), this.rig.now());
			next.breakOff(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		}
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isEqualTo(FIVE_SECONDS);
	}

	@Test
	void whenClosesAreNoticedOnTheWayToACallThenTheyTeachNoTime() {
		for (int i = 0; i < 5; i++) {
			TestWaiter caller = this.pool.lease(HOST);
			caller.release();
			this.rig.pass(FIVE_SECONDS);
			caller.connection().die();
			this.pool.acquire(HOST).cancel();
			this.rig.network().answerAll();
			this.pool.evictIdle();
		}
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isNull();
	}

	@Test
	void whenConnectionsHaveServedAfterALongerTimeThenTheLimitIsRefuted() {
		closeThreeAfter(this.pool, FIVE_SECONDS);
		this.rig.pass(Duration.ofNanos(LearnedLimit.IN_FORCE_NANOS));
		this.pool.warmUp(1, HOST);
		for (int i = 0; i < 3; i++) {
			assertThat(host(this.pool).learnedKeepAlive()).isEqualTo(FIVE_SECONDS);
			this.rig.pass(Duration.ofSeconds(20));
			this.pool.acquire(HOST).release();
		}
		assertThat(host(this.pool).learnedKeepAlive()).isNull();
	}

	// Requests

	@Test
	void whenTheServerClosesRightBehindItsLastRequestThenTheNextConnectionIsClosedBefore() {
		for (int i = 0; i < 3; i++) {
			TestWaiter caller = this.pool.lease(HOST);
			caller.release();
			this.pool.acquire(HOST).release();
			caller.connection().end(CloseReason.SERVER_CLOSED_IDLE);
			this.rig.pass(WHILE);
		}
		TestWaiter caller = this.pool.lease(HOST);
		caller.release();
		assertThat(host(this.pool).learnedMaxRequests()).isEqualTo(2);
		assertThat(this.pool).hasIdle(1);
		this.pool.acquire(HOST).release();
		assertThat(caller.connection().closeReason()).isEqualTo(CloseReason.KEEP_ALIVE_LEARNED);
	}

	@Test
	void whenTheCloseMeetsTheNextCallThenTheRequestsCountThatWereServed() {
		TestPool single = this.rig.pool(TestSettings.maxConnections(1));
		for (int i = 0; i < 3; i++) {
			TestWaiter caller = single.lease(HOST);
			TestWaiter next = single.acquire(HOST);
			caller.connection().die();
			caller.release();
			this.rig.network().answerAll();
			next.release();
			single.evictIdle();
			this.rig.pass(WHILE);
		}
		TestWaiter last = single.lease(HOST);
		last.release();
		assertThat(last.connection().closeReason()).isEqualTo(CloseReason.KEEP_ALIVE_LEARNED);
	}

	// What is remembered

	@Test
	void whenALongTimeHasPassedThenNothingIsRemembered() {
		closeThreeAfter(this.pool, FIVE_SECONDS);
		assertThat(this.pool).hasHosts(0);
		this.rig.pass(Duration.ofNanos(LearnedLimit.REMEMBERED_NANOS));
		this.pool.sweep();
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isNull();
	}

	@Test
	void whenManyHostsCloseConnectionsThenTheOnesUsedLastAreRemembered() {
		closeThreeAfter(this.pool, FIVE_SECONDS);
		for (int i = 0; i < RememberedLimits.MAX_HOSTS - 1; i++) {
			closeAfter(this.pool, "host-" + i, WHILE);
		}
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isEqualTo(FIVE_SECONDS);
		this.pool.evictIdle();
		for (int i = 0; i < RememberedLimits.MAX_HOSTS; i++) {
			closeAfter(this.pool, "host-" + i, WHILE);
		}
		this.pool.lease(HOST).release();
		assertThat(host(this.pool).learnedKeepAlive()).isNull();
	}

	@Test
	void whenAHostIsNotUsedAnyMoreThenItsAlarmIsForgottenToo() {
		callToldToIdle(this.pool, Duration.ofSeconds(20));
		TestWaiter caller = this.pool.acquire(HOST);
		ConnectionGroup group = caller.entry().group;
		assertThat(group.inExpiries.isLinked()).isTrue();
		caller.breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(this.pool).hasHosts(0);
		assertThat(group.inExpiries.isLinked()).isFalse();
	}

	private static TestWaiter callToldToIdle(TestPool pool, Duration time) {
		TestWaiter caller = pool.lease(HOST);
		caller.entry().keepAlive().told(time.toNanos(), KeepAlive.UNKNOWN);
		caller.release();
		return caller;
	}

	private void closeThreeAfter(TestPool pool, Duration idle) {
		for (int i = 0; i < 3; i++) {
			closeAfter(pool, HOST, idle);
		}
	}

	private void closeAfter(TestPool pool, String host, Duration idle) {
		TestWaiter caller = pool.lease(host);
		caller.release();
		this.rig.pass(idle);
		caller.connection().end(CloseReason.SERVER_CLOSED_IDLE);
	}

	private static HostSnapshot host(TestPool pool) {
		return pool.snapshot().hosts().get(0);
	}

}
