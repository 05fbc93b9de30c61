package io.github.httppool.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPoolListener.CreationFailed;
import io.github.httppool.HttpPoolListener.NotAcquired;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the process runs out of file descriptors.
 */
class DescriptorGuardTests {

	private static final String HOST = "orders";

	private static final int MAX = 2000;

	private static final int RESERVE = 100;

	private static final int FULL = MAX - RESERVE;

	private static final int SMALL_STACK = 512 * 1024;

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private int open = RESERVE;

	private int counts;

	private final DescriptorGuard guard = new DescriptorGuard(this::count);

	private Optional<FileDescriptorsSnapshot> count() {
		this.counts++;
		return Optional.of(new FileDescriptorsSnapshot(this.open, MAX));
	}

	// The guard

	@ParameterizedTest
	@CsvSource({ "256, 50", "1000, 50", "1020, 51", "20000, 1000" })
	void aTwentiethButAtLeastFiftyAreLeftToOthers(long max, long reserve) {
		assertThat(DescriptorGuard.reserve(max)).isEqualTo(reserve);
	}

	@Test
	void whenOnlyTheReserveIsLeftThenDialsAreRefusedWithTheFigures() {
		this.open = FULL - 1;
		assertThat(refuse(at(0))).isNull();
		assertThat(refuse(at(0))).isEqualTo(new FileDescriptorsSnapshot(FULL, MAX));
	}

	@Test
	void whenDialsBeginWithinASecondThenTheyAreAddedToTheCount() {
		this.open = FULL - 10;
		for (int i = 0; i < 10; i++) {
			assertThat(refuse(at(i))).isNull();
		}
		assertThat(refuse(at(999))).isNotNull();
		assertThat(refuse(at(999))).isEqualTo(new FileDescriptorsSnapshot(FULL, MAX));
		assertThat(this.counts).isEqualTo(1);
	}

	@Test
	void whenHalfOfWhatWasLeftIsDialedThenDescriptorsAreCountedAgain() {
		this.open = FULL - 400;
		for (int i = 0; i < 200; i++) {
			assertThat(refuse(at(0))).isNull();
		}
		assertThat(this.counts).isEqualTo(1);
		this.open = FULL;
		assertThat(refuse(at(0))).isNotNull();
		assertThat(refuse(at(0))).isNotNull();
		assertThat(this.counts).isEqualTo(2);
	}

	@Test
	void whenASecondHasPassedThenDescriptorsAreCountedAgain() {
		this.open = FULL;
		assertThat(refuse(at(0))).isNotNull();
		this.open = RESERVE;
		assertThat(refuse(at(999))).isNotNull();
		assertThat(refuse(at(1000))).isNull();
		assertThat(this.counts).isEqualTo(2);
	}

	@Test
	void whenDescriptorsCannotBeCountedThenNoDialIsRefused() {
		DescriptorGuard.NONE.intend();
		assertThat(DescriptorGuard.NONE.refuse(at(0))).isNull();
	}

	// The pool

	@Test
	void whenNothingElseCanServeThenTheCallerIsRefusedAndNothingIsDialed() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		this.open = FULL;
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).failure()
			.isInstanceOf(FileDescriptorsExhaustedException.class)
			.hasMessage("no new connection to orders:80 from pool 'pool-0': 1900 of the 2000 files and sockets this "
					+ "process may have are open, and the last 100 are kept for others; 0 of 5 active, 0 idle, "
					+ "0 connecting, 1 waiting; raise that limit (ulimit -n) or lower httppool.max-total-connections");
		assertThat(this.rig.network().dialed()).isZero();
		assertThat(pool).hasRejected(1).hasPending(0).hasConnecting(0).hasCreated(0).hasHosts(0);
	}

	@Test
	void whenTheCallerIsRefusedThenThatIsHeardAsARejection() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		this.open = FULL;
		pool.acquire(HOST);
		assertThat(pool.events().events(NotAcquired.class)).singleElement()
			.extracting(NotAcquired::error)
			.isInstanceOf(FileDescriptorsExhaustedException.class);
		assertThat(pool.events().events(CreationFailed.class)).isEmpty();
	}

	@Test
	void whenSeveralCallersAreRefusedThenEachGetsAnErrorOfItsOwn() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.lease(HOST).breakOff(CloseReason.NOT_PERSISTENT);
		exhaust();
		List<TestWaiter> callers = pool.acquire(2, HOST);
		assertThat(callers.get(0).error()).isInstanceOf(FileDescriptorsExhaustedException.class)
			.isNotSameAs(callers.get(1).error());
	}

	@Test
	void whenTheErrorOfARefusedDialCannotBeMadeThenNothingIsLeftAndTheCallerIsTold() {
		TestPool pool = pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.acquire(HOST);
		PoolEntry dial = this.rig.network().takeDial();
		HostPool host = dial.group.host;
		this.rig.total().lock.runLocked(() -> {
			host.dialFailed(dial, DialFailure.refusal((phases) -> {
				throw new StackOverflowError("a refusal without words, on purpose");
			}), this.rig.now());
			host.removeIfUnused();
		});
		assertThat(caller).failure().isInstanceOf(StackOverflowError.class);
		assertThat(pool).hasRejected(1).hasConnecting(0).hasHosts(0);
		assertThat(pool.lease(HOST).isServed()).isTrue();
	}

	@Test
	void whenTheStackOverflowsAsADialIsRefusedThenItsSlotIsNotLost() throws InterruptedException {
		TestHost host = new TestHost();
		// What is linked for the first time needs more of the stack.
		refuse(host, host.dial(1));
		PoolEntry dial = host.dial(1);
		Thread deep = new Thread(null, () -> fromTheEndOfTheStack(() -> refuse(host, dial)), "deep", SMALL_STACK);
		deep.start();
		deep.join();
		assertThat(host.freeSlots()).isOne();
		assertThat(host.host().slotsTaken()).isZero();
		assertThat(host.host().counts().connecting()).isZero();
		assertThat(dial.group.isUnused()).isTrue();
	}

	private static void refuse(TestHost host, PoolEntry dial) {
		host.locked(() -> {
			if (dial.is(EntryState.CONNECTING)) {
				host.host().dialRefused(dial, new FileDescriptorsSnapshot(FULL, MAX), 0);
			}
		});
	}

	/**
	 * Does something where the stack has just enough room for it, after trying where it
	 * has less.
	 */
	private static void fromTheEndOfTheStack(Runnable action) {
		try {
			fromTheEndOfTheStack(action);
			return;
		}
		catch (StackOverflowError ex) {
			// There is too little room further down.
		}
		action.run();
	}

	@Test
	void whenCountingFailsThenTheDialHasFailedAndNothingIsLeft() {
		this.rig.limitTotal(5, 5, new DescriptorGuard(() -> {
			throw new IllegalStateException("no /proc");
		}));
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		assertThat(pool.acquire(HOST)).failure().hasMessage("no /proc");
		assertThat(pool).hasConnecting(0).hasPending(0);
	}

	@Test
	void whenAConnectionIsIdleThenItServesAllTheSame() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.warmUp(1, HOST);
		exhaust();
		assertThat(pool.acquire(HOST).isServed()).isTrue();
		assertThat(pool).hasRejected(0);
	}

	@Test
	void whenAConnectionIsActiveThenTheQueueWaitsForIt() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		TestWaiter active = pool.lease(HOST);
		exhaust();
		List<TestWaiter> callers = pool.acquire(3, HOST);
		assertThat(pool).hasPending(3).hasConnecting(0).hasRejected(0);
		active.release();
		for (TestWaiter caller : callers) {
			assertThat(caller).isServedBy(active.connection());
			caller.release();
		}
		assertThat(this.rig.network().dialed()).isEqualTo(1);
		assertThat(pool).hasIdle(1).hasAcquired(4).hasRejected(0);
	}

	@Test
	void whenTheLastConnectionEndsThenThoseWhoWaitForItAreRefused() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		TestWaiter active = pool.lease(HOST);
		exhaust();
		List<TestWaiter> callers = pool.acquire(3, HOST);
		exhaustBeyondOurs();
		active.breakOff(CloseReason.SERVER_CLOSED_MID_RESPONSE);
		callers.forEach((caller) -> assertThat(caller).failure().isInstanceOf(FileDescriptorsExhaustedException.class));
		assertThat(pool).hasRejected(3).hasPending(0);
	}

	@Test
	void whenTheCallerWaitsTooLongThenItLearnsThatDescriptorsWereExhausted() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.lease(HOST);
		exhaust();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure()
			.hasMessageContaining("files and sockets")
			.hasCauseInstanceOf(FileDescriptorsExhaustedException.class);
	}

	@Test
	void whenDescriptorsAreFreeAgainThenTheNextCallerIsDialedFor() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		this.open = FULL;
		pool.acquire(HOST);
		this.open = RESERVE;
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(pool.lease(HOST).isServed()).isTrue();
	}

	@Test
	void whenManyHostsAreHeldBackByTheTotalThenAllOfThemAreRefused() {
		this.rig.limitTotal(1, 1, this.guard);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		TestWaiter active = pool.lease(HOST);
		List<TestWaiter> callers = IntStream.range(0, 2000).mapToObj((i) -> pool.acquire("host-" + i)).toList();
		exhaust();
		active.breakOff(CloseReason.NOT_PERSISTENT);
		callers.forEach((caller) -> assertThat(caller).failure().isInstanceOf(FileDescriptorsExhaustedException.class));
		assertThat(this.rig.network().dialed()).isEqualTo(1);
		assertThat(pool).hasRejected(2000).hasHosts(0);
	}

	@Test
	void whenTheQueueIsOverfullTooThenTheCallerIsRefusedOnce() {
		TestPool pool = pool(TestSettings.maxConnections(5).maxPending(2));
		TestWaiter active = pool.lease(HOST);
		exhaust();
		List<TestWaiter> callers = pool.acquire(6, HOST);
		pool.resize(3);
		TestWaiter other = pool.acquire(HOST, 2);
		assertThat(other).failure().isInstanceOf(AcquireQueueFullException.class);
		assertThat(pool).hasPending(6).hasRejected(1);
		exhaustBeyondOurs();
		active.breakOff(CloseReason.NOT_PERSISTENT);
		callers.forEach((caller) -> assertThat(caller).failure().isInstanceOf(FileDescriptorsExhaustedException.class));
		assertThat(pool).hasPending(0).hasRejected(7);
	}

	// Connections that give up their descriptors

	@Test
	void whenDescriptorsAreExhaustedThenTheConnectionIdleForLongestIsClosedForADial() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.warmUp(1, "first");
		this.rig.pass(Duration.ofMillis(1));
		pool.warmUp(1, "second");
		exhaust();
		this.rig.network().closeSlowly();
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isWaiting();
		assertThat(this.rig.network().dialed()).isEqualTo(2);
		assertThat(pool).hasIdle(1).hasClosed(CloseReason.STOLEN, 1);
		this.rig.network().finishClosing();
		assertThat(caller).isServedBy(this.rig.network().answer());
		assertThat(pool.snapshot().hosts()).extracting(HostSnapshot::host)
			.containsExactlyInAnyOrder("second:80", "orders:80");
	}

	@Test
	void whenAnotherPoolHasTheIdleConnectionThenThatIsClosed() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		TestPool other = this.rig.pool(TestSettings.maxConnections(5));
		other.warmUp(1, HOST);
		exhaust();
		assertThat(pool.lease(HOST).isServed()).isTrue();
		assertThat(other).hasIdle(0).hasClosed(CloseReason.STOLEN, 1);
	}

	@Test
	void whenAllConnectionsAreActiveThenCallersWaitForOneInTheOrderOfTheirArrival() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		TestWaiter active = pool.lease("first");
		exhaust();
		TestWaiter early = pool.acquire(HOST);
		TestWaiter late = pool.acquire("first");
		assertThat(early).isWaiting();
		active.release();
		TestWaiter served = assertAnswered(early);
		assertThat(late).isWaiting();
		served.release();
		assertAnswered(late);
		assertThat(pool).hasRejected(0);
	}

	private TestWaiter assertAnswered(TestWaiter caller) {
		assertThat(caller).isServedBy(this.rig.network().answer());
		return caller;
	}

	@Test
	void whenTheDialWasUnderWayToBeginAndTheCountSaysNoThenItIsHeldBackAndNobodyFails() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.warmUp(1, "first");
		this.rig.passUnnoticed(Duration.ofSeconds(1));
		this.open = FULL;
		assertThat(pool.lease(HOST).isServed()).isTrue();
		assertThat(pool).hasRejected(0).hasClosed(CloseReason.STOLEN, 1);
	}

	@Test
	void whenOthersGiveUpDescriptorsThenTheDialBeginsWithinASecond() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.lease("first");
		exhaust();
		TestWaiter caller = pool.acquire(HOST);
		this.open = RESERVE;
		this.rig.pass(Duration.ofNanos(DescriptorGuard.VALID_NANOS));
		assertAnswered(caller);
	}

	@Test
	void whenACallerWaitsTooLongForADescriptorThenItLearnsWhy() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.lease("first");
		exhaust();
		TestWaiter caller = pool.acquire(HOST);
		for (int i = 0; i < TestSettings.ACQUIRE_TIMEOUT.toSeconds(); i++) {
			this.rig.pass(Duration.ofSeconds(1));
		}
		assertThat(caller).failure()
			.isInstanceOf(AcquireTimeoutException.class)
			.hasMessageContaining("files and sockets")
			.hasCauseInstanceOf(FileDescriptorsExhaustedException.class);
		assertThat(pool).hasPending(0);
	}

	@ParameterizedTest
	@CsvSource({ "1799, 2", "1801, 1" })
	void whenDescriptorsAreShortThenADialCostsAnIdleConnectionButDoesNotWaitForIt(int open, int idle) {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.warmUp(1, "first");
		pool.warmUp(1, "second");
		this.open = open;
		this.rig.pass(Duration.ofSeconds(1));
		pool.lease("third");
		this.rig.network().closeSlowly();
		TestWaiter caller = pool.acquire(HOST);
		assertAnswered(caller);
		assertThat(pool).hasActive(2).hasIdle(idle);
		this.rig.network().finishClosing();
	}

	@Test
	void whenDescriptorsAreExhaustedThenTheSweepClosesAsManyIdleConnectionsAsAreMissing() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.warmUp(4, HOST);
		exhaust();
		this.open = FULL + 3;
		pool.sweep();
		assertThat(pool).hasIdle(1).hasClosed(CloseReason.STOLEN, 3);
	}

	@Test
	void whenTheSystemRefusesADescriptorThenAnIdleConnectionIsClosedAndTheDialBeginsAgain() {
		TestPool pool = pool(TestSettings.maxConnections(5));
		pool.warmUp(1, "first");
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().closeSlowly();
		this.rig.network().refuse(new IOException("newSocketStream(..) failed with error(-24): Too many open files"));
		assertThat(caller).isWaiting();
		assertThat(pool).hasIdle(0).hasRejected(0);
		this.rig.network().finishClosing();
		this.rig.pass(Duration.ofNanos(DescriptorGuard.VALID_NANOS));
		assertAnswered(caller);
	}

	@ParameterizedTest
	@CsvSource({ "Too many open files, true", "Too many open files in system, false", "Connection refused, false",
			", false" })
	void whenTheSystemRefusesADescriptorThenThatIsRecognized(String message, boolean recognized) {
		Throwable error = new IOException(message);
		assertThat(DescriptorErrors.isOutOfDescriptors(error)).isEqualTo(recognized);
		assertThat(DescriptorErrors.isOutOfDescriptors(new IllegalStateException("no resolver", error)))
			.isEqualTo(recognized);
	}

	@Test
	void whenTheHostIsFullThenCallersWaitForASlotAndItsDescriptor() {
		TestPool pool = pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		exhaust();
		TestWaiter other = pool.acquire(HOST, 2);
		assertThat(other).isWaiting();
		this.open = RESERVE;
		this.rig.pass(Duration.ofSeconds(1));
		active.release();
		assertThat(other).isServedBy(this.rig.network().answer());
	}

	private TestPool pool(TestSettings settings) {
		this.rig.limitTotal(500, 500, this.guard);
		return this.rig.pool(settings);
	}

	/**
	 * All others take what was left, and that is known.
	 */
	private void exhaust() {
		this.open = FULL;
		this.rig.pass(Duration.ofSeconds(1));
	}

	/**
	 * What our connections give up is not enough.
	 */
	private void exhaustBeyondOurs() {
		this.open = FULL + RESERVE;
		this.rig.pass(Duration.ofSeconds(1));
		refuse(this.rig.now());
	}

	private @Nullable FileDescriptorsSnapshot refuse(long now) {
		this.guard.intend();
		return this.guard.refuse(now);
	}

	private static long at(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

}
