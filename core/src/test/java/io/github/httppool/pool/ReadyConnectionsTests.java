package io.github.httppool.pool;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are opened before a call wants them.
 */
class ReadyConnectionsTests {

	private static final String HOST = "orders";

	private static final Duration RETRY = Duration.ofNanos(ConnectionFloor.RETRY_NANOS);

	private static final Duration PATIENCE = Duration.ofNanos(ConnectionFloor.PATIENCE_NANOS);

	private static final Duration MOMENT = Duration.ofMillis(5);

	/** Longer than a connection that a server closes at once. */
	private static final Duration A_WHILE = Duration.ofMillis(300);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// What is kept

	@Test
	void whenConnectionsAreToBeReadyThenTheyAreOpenedForNobody() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Void> stand = pool.keep(5, HOST);
		assertThat(pool).hasConnecting(5).hasPending(0);
		assertThat(stand).isNotDone();
		this.rig.network().answerAll();
		assertThat(stand).isCompleted();
		assertThat(pool).hasIdle(5).hasAcquired(0);
	}

	@Test
	void whenCallsComeThenTheyTakeWhatIsReady() {
		TestPool pool = standing(5, 10);
		List<TestWaiter> calls = pool.acquire(5, HOST);
		calls.forEach((call) -> assertThat(call).isServed());
		calls.forEach(TestWaiter::release);
		this.rig.pass(PATIENCE);
		assertThat(pool).hasIdle(5).hasCreated(5).hasConnecting(0);
	}

	@Test
	void whenCallsKeepWhatTheyHaveTakenThenItIsReplaced() {
		TestPool pool = standing(2, 10);
		pool.acquire(2, HOST);
		this.rig.pass(PATIENCE.minus(MOMENT));
		assertThat(pool).hasConnecting(0);
		this.rig.pass(MOMENT);
		assertThat(pool).hasConnecting(2);
		this.rig.network().answerAll();
		assertThat(pool).hasActive(2).hasIdle(2);
	}

	@Test
	void whenCallsComeWhileConnectionsAreOpenedForNobodyThenTheyGetThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.keep(2, HOST);
		List<TestWaiter> calls = pool.acquire(2, HOST);
		assertThat(pool).hasConnecting(2);
		this.rig.network().answerAll();
		calls.forEach((call) -> assertThat(call).isServed());
		this.rig.pass(PATIENCE);
		assertThat(pool).hasConnecting(2);
	}

	@Test
	void whenTheServerClosesThemThenTheyAreOpenedAnew() {
		TestPool pool = standing(3, 10);
		this.rig.pass(A_WHILE);
		closeAll(pool);
		this.rig.pass(MOMENT);
		assertThat(pool).hasConnecting(3);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(3).hasClosed(CloseReason.SERVER_CLOSED_IDLE, 3);
	}

	@Test
	void whenTheirTimeIsUpThenTheyAreReplaced() {
		TestPool pool = standing(3, 10);
		this.rig.pass(TestSettings.MAX_IDLE_TIME);
		pool.sweep();
		assertThat(pool).hasIdle(0);
		this.rig.pass(MOMENT);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(3).hasClosed(CloseReason.IDLE_TIMEOUT, 3);
	}

	@Test
	void whenTheyAreEvictedThenTheyAreReplaced() {
		TestPool pool = standing(3, 10);
		assertThat(pool.evictIdle()).isEqualTo(3);
		this.rig.pass(MOMENT);
		assertThat(pool).hasConnecting(3);
	}

	@Test
	void whenTheyAreRetiredThenThoseIdleAreReplacedAtOnceAndThoseInUseAfterTheirCalls() {
		TestPool pool = standing(3, 10);
		TestWaiter call = pool.acquire(HOST);
		pool.engine().retire((slot) -> true, CloseReason.EVICTED, this.rig.now());
		assertThat(pool).hasActive(1).hasIdle(0).hasClosed(CloseReason.EVICTED, 2);
		this.rig.pass(MOMENT);
		this.rig.network().answerAll();
		call.release();
		this.rig.pass(PATIENCE);
		this.rig.network().answerAll();
		assertThat(pool).hasActive(0).hasIdle(3).hasClosed(CloseReason.EVICTED, 3).hasCreated(6);
	}

	@Test
	void whenAConnectionIsNotGivenBackThenAnotherOneIsOpened() {
		TestPool pool = standing(1, 10);
		pool.acquire(HOST).breakOff(CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		this.rig.pass(PATIENCE);
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenTheyAreToBeOpenedWithTheFirstCallThenNoneIsBefore() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Void> stand = pool.keep(3, HOST, 1, true);
		this.rig.pass(PATIENCE);
		assertThat(this.rig.network().dialed()).isZero();
		pool.lease(HOST);
		this.rig.pass(MOMENT);
		assertThat(pool).hasConnecting(3);
		this.rig.network().answerAll();
		assertThat(stand).isCompleted();
	}

	@Test
	void whenTheyAreConfiguredOtherwiseThanACallThenItDoesNotGetThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.keep(2, HOST, 7, false);
		this.rig.network().answerAll();
		TestWaiter call = pool.acquire(HOST, 8);
		assertThat(call).isWaiting();
		assertThat(pool.acquire(HOST, 7)).isServed();
	}

	@Test
	void whenConnectionsAreReadyThenTheFiguresOfTheHostSayHowManyAreToBe() {
		TestPool pool = standing(3, 10);
		assertThat(pool.snapshot().hosts()).extracting(HostSnapshot::minIdle).containsExactly(3);
		TestPool other = this.rig.pool(TestSettings.maxConnections(1));
		other.lease(HOST);
		assertThat(other.snapshot().hosts()).extracting(HostSnapshot::minIdle).containsOnlyNulls();
	}

	@Test
	void whenMoreAreAskedForLaterThenThatCounts() {
		TestPool pool = standing(2, 10);
		pool.keep(4, HOST);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(4);
	}

	// Limits

	@Test
	void whenTheHostHasNoRoomThenOnlySoManyAreOpened() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST);
		pool.keep(3, HOST);
		assertThat(pool).hasConnecting(2);
		this.rig.network().answerAll();
		assertThat(pool).hasActive(1).hasIdle(2);
	}

	@Test
	void whenThePoolIsResizedBelowTheFloorThenNothingIsOpenedOnlyToBeClosed() {
		TestPool pool = standing(5, 10);
		pool.resize(2);
		assertThat(pool).hasIdle(2).hasClosed(CloseReason.SHRUNK, 3);
		for (int i = 0; i < 20; i++) {
			this.rig.pass(RETRY);
		}
		assertThat(this.rig.network().dialed()).isEqualTo(5);
		pool.resize(10);
		this.rig.pass(RETRY);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(5).hasClosed(CloseReason.SHRUNK, 3);
	}

	@Test
	void whenOtherHostsHaveAllSlotsThenNoneHasToGiveWay() {
		this.rig.limitTotal(3);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.warmUp(2, "elsewhere");
		pool.keep(2, HOST);
		this.rig.network().answerAll();
		this.rig.pass(RETRY);
		assertThat(pool).hasIdle(3).hasClosedNothing();
		pool.evictIdle();
		this.rig.pass(RETRY);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(2);
	}

	@Test
	void whenNoMoreMayBeIdleInTotalThenNoneHasToGiveWay() {
		this.rig.limitTotal(10, 2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.warmUp(2, "elsewhere");
		pool.keep(1, HOST);
		this.rig.pass(RETRY);
		assertThat(this.rig.network().dialed()).isEqualTo(2);
		assertThat(pool).hasIdle(2).hasClosedNothing();
	}

	@Test
	void whenACallerWaitsForASlotThenItIsServedFirst() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter first = pool.lease("elsewhere");
		TestWaiter second = pool.acquire("another");
		pool.keep(1, HOST);
		first.release();
		this.rig.network().answerAll();
		assertThat(second).isServed();
		this.rig.pass(RETRY);
		assertThat(pool).hasConnecting(0);
		second.release();
		assertThat(this.rig.network().dialed()).isEqualTo(2);
	}

	@Test
	void whenNoDescriptorIsLeftThenItIsTriedAgainLater() {
		FileDescriptorsSnapshot full = new FileDescriptorsSnapshot(1000, 1000);
		FileDescriptorsSnapshot empty = new FileDescriptorsSnapshot(0, 1000);
		List<FileDescriptorsSnapshot> counted = new ArrayList<>(List.of(full));
		this.rig.limitTotal(10, 10, new DescriptorGuard(() -> Optional.of(counted.get(0))));
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Void> stand = pool.keep(2, HOST);
		assertThat(this.rig.network().dialed()).isZero();
		this.rig.pass(RETRY);
		assertThat(this.rig.network().dialed()).isZero();
		counted.set(0, empty);
		for (int i = 0; i < 4; i++) {
			this.rig.pass(RETRY);
		}
		this.rig.network().answerAll();
		assertThat(stand).isCompleted();
	}

	// Servers that are away

	@Test
	void whenTheServerIsAwayThenOneDialAtATimeAndNoneInALoop() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Void> stand = pool.keep(5, HOST);
		this.rig.network().refuseAll();
		int before = this.rig.network().dialed();
		assertThat(before).isEqualTo(5);
		for (int i = 0; i < 100; i++) {
			this.rig.pass(Duration.ofMillis(100));
			assertThat(this.rig.network().dialing()).isLessThanOrEqualTo(1);
			this.rig.network().refuseAll();
		}
		assertThat(this.rig.network().dialed() - before).isBetween(9, 14);
		assertThat(stand).isNotDone();
	}

	@Test
	void whenTheServerIsBackThenTheyStandWithinTwoSecondsHoweverLongItWasAway() {
		TestPool pool = standing(5, 10);
		this.rig.pass(A_WHILE);
		closeAll(pool);
		for (int i = 0; i < 600; i++) {
			this.rig.pass(Duration.ofMillis(100));
			this.rig.network().refuseAll();
		}
		for (int i = 0; i < 20; i++) {
			this.rig.pass(Duration.ofMillis(100));
			this.rig.network().answerAll();
		}
		assertThat(pool).hasIdle(5);
	}

	@Test
	void whenTheServerIsAwayThenACallerLearnsItAsWithoutAFloor() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.keep(1, HOST);
		this.rig.network().refuseAll();
		TestWaiter call = pool.acquire(HOST);
		assertThat(call).isWaiting();
		this.rig.pass(Duration.ofMillis(100));
		ConnectException refused = new ConnectException("refused again");
		this.rig.network().refuse(refused);
		assertThat(call).failure().isSameAs(refused);
	}

	@Test
	void whenTheServerClosesEachConnectionAtOnceThenTheyAreNotOpenedInALoop() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50));
		pool.keep(50, HOST);
		this.rig.network().answerAll();
		closeAll(pool);
		int before = this.rig.network().dialed();
		for (int i = 0; i < 100; i++) {
			this.rig.pass(Duration.ofMillis(100));
			this.rig.network().answerAll();
			closeAll(pool);
		}
		assertThat(this.rig.network().dialed() - before).isBetween(10, 25);
		for (int i = 0; i < 20; i++) {
			this.rig.pass(Duration.ofMillis(100));
			this.rig.network().answerAll();
		}
		assertThat(pool).hasIdle(50);
	}

	@Test
	void whenDialsFailBesideLiveConnectionsThenTheyAreTriedAgainAfterAPause() {
		TestPool pool = standing(2, 10);
		pool.acquire(HOST);
		this.rig.pass(PATIENCE);
		this.rig.network().refuseAll();
		assertThat(pool).hasConnecting(0);
		this.rig.pass(RETRY.minus(MOMENT));
		assertThat(pool).hasConnecting(0);
		this.rig.pass(MOMENT);
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenCodeOfThisSideFailsThenOneDialIsTriedAtATime() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.keep(5, HOST);
		while (this.rig.network().dialing() > 0) {
			this.rig.network().refuse(new IllegalStateException("a handler that throws"));
		}
		for (int i = 0; i < 10; i++) {
			this.rig.pass(RETRY);
			assertThat(pool).hasConnecting(1);
			this.rig.network().refuse(new IllegalStateException("a handler that throws"));
		}
		this.rig.pass(RETRY);
		this.rig.network().answer();
		this.rig.pass(MOMENT);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(5);
	}

	// Drains

	@Test
	void whenThePoolIsTakenOutThenNoneIsKeptAndWhenItIsBackTheyAre() {
		TestPool pool = standing(3, 10);
		TestDrain drain = this.rig.drain(DrainPurpose.TAKE_OUT, Duration.ofSeconds(20), pool);
		this.rig.pass(PATIENCE);
		assertThat(pool).hasIdle(0).hasConnecting(0).hasClosed(CloseReason.DRAINED, 3);
		drain.resume();
		this.rig.pass(MOMENT);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(3);
	}

	@Test
	void whenThePoolIsTakenOutWhileTheyAreOpenedThenTheirDialsAreCancelled() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Void> stand = pool.keep(3, HOST);
		TestDrain drain = this.rig.drain(DrainPurpose.TAKE_OUT, Duration.ofSeconds(20), pool);
		this.rig.pass(PATIENCE);
		assertThat(pool).hasConnecting(0);
		assertThat(this.rig.network().dialed()).isEqualTo(3);
		drain.resume();
		this.rig.pass(MOMENT);
		this.rig.network().answerAll();
		assertThat(stand).isCompleted();
	}

	@Test
	void whenTheApplicationStopsThenNoneIsOpenedAnyMoreUntilItStartsAgain() {
		TestPool pool = standing(3, 10);
		this.rig.drain(DrainPurpose.STOP, Duration.ofSeconds(20), pool);
		this.rig.pass(PATIENCE);
		assertThat(pool).hasIdle(0);
		this.rig.pass(PATIENCE);
		assertThat(pool).hasConnecting(0);
		pool.engine().ready().started(pool.now());
		this.rig.pass(MOMENT);
		assertThat(pool).hasConnecting(3);
	}

	@Test
	void whenThePoolIsClosedThenWhoWaitsForThemLearnsIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Void> stand = pool.keep(3, HOST);
		pool.close();
		assertThat(stand).isCompletedExceptionally();
		assertThat(pool).hasConnecting(0);
		assertThat(pool.keep(1, HOST)).isCompletedExceptionally();
	}

	// What is opened once

	@Test
	void whenConnectionsAreOpenedOnceThenItTellsHowManyAreIdle() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.warmUp(1, HOST);
		CompletableFuture<Integer> opened = pool.open(3, HOST);
		assertThat(pool).hasConnecting(2);
		this.rig.network().answer();
		assertThat(opened).isNotDone();
		this.rig.network().answerAll();
		assertThat(opened).isCompletedWithValue(3);
		assertThat(pool.open(2, HOST)).isCompletedWithValue(3);
		pool.evictIdle();
		this.rig.pass(PATIENCE);
		assertThat(this.rig.network().dialed()).isEqualTo(3);
	}

	@Test
	void whenOneOfThemFailsThenItTellsWhy() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		CompletableFuture<Integer> opened = pool.open(2, HOST);
		this.rig.network().answer();
		IOException reset = new IOException("reset");
		this.rig.network().refuse(reset);
		assertThat(opened).isCompletedExceptionally();
		assertThat(failure(opened)).isSameAs(reset);
		assertThat(pool).hasIdle(1);
	}

	@Test
	void whenThereIsNoRoomThenItTellsHowManyThereAre() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		CompletableFuture<Integer> opened = pool.open(2, HOST);
		this.rig.network().answerAll();
		assertThat(opened).isCompletedWithValue(1);
	}

	@Test
	void whenThePoolIsNotInUseThenNothingIsOpened() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		this.rig.drain(DrainPurpose.TAKE_OUT, Duration.ofSeconds(20), pool);
		assertThat(failure(pool.open(1, HOST))).isInstanceOf(IllegalStateException.class)
			.hasMessage("pool 'pool-0' is DRAINED and opens no connections");
		assertThat(pool).hasHosts(0);
	}

	@Test
	void whenThePoolIsClosedMeanwhileThenItEnds() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		CompletableFuture<Integer> opened = pool.open(2, HOST);
		pool.close();
		assertThat(opened).isCompletedExceptionally();
	}

	private TestPool standing(int min, int maxConnections) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(maxConnections));
		pool.keep(min, HOST);
		this.rig.network().answerAll();
		assertThat(pool).hasIdle(min);
		return pool;
	}

	private static Throwable failure(CompletableFuture<?> future) {
		Throwable failure = future.handle((value, thrown) -> thrown).join();
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

	/**
	 * The server closes its idle connections.
	 */
	private void closeAll(TestPool pool) {
		this.rig.network()
			.entries(pool, EntryState.IDLE)
			.toList()
			.forEach((entry) -> FakeConnection.of(entry).end(CloseReason.SERVER_CLOSED_IDLE));
	}

}
