package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.Diagnosis;
import io.github.httppool.HttpPoolException;
import io.github.httppool.pool.TestWaiter.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Long-lived calls have only some of the connections to a host, and nobody waits behind
 * them.
 */
class StreamingTests {

	private static final String HOST = "orders";

	private static final int OTHER_CONFIGURATION = 2;

	private static final Duration FIRST_PAUSE = Duration.ofNanos(DialBackoff.FIRST_PAUSE_NANOS);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@ParameterizedTest
	@CsvSource({ "1, 1", "2, 1", "9, 8", "10, 9", "11, 9", "200, 180" })
	void whenNoLimitIsSetThenATenthIsReserved(int maxConnections, int expected) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(maxConnections));
		assertThat(pool.engine().settings().pool().streamingLimit()).isEqualTo(expected);
	}

	@Test
	void whenTheLimitIsHigherThanThatOfTheHostThenThatCounts() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).maxStreaming(5));
		assertThat(pool.engine().settings().pool().streamingLimit()).isEqualTo(3);
	}

	@Test
	void whenStreamsUseUpTheirLimitThenShortCallsAreServed() {
		TestPool pool = pool();
		List<TestWaiter> streams = streams(pool, 3);
		this.rig.network().answerAll();
		assertThat(streams.get(2)).isWaiting();
		TestWaiter call = pool.lease(HOST);
		assertThat(call).isServed();
		assertThat(pool).hasActive(3).hasPending(1);
		assertThat(pool.snapshot().streaming()).isEqualTo(2);
		assertThat(pool.engine().load().streaming()).isEqualTo(2);
	}

	@Test
	void whenAStreamIsHeldThenNothingIsDialedForIt() {
		TestPool pool = pool();
		streams(pool, 3);
		assertThat(pool).hasConnecting(2).hasPending(3);
	}

	@Test
	void whenAStreamIsHeldThenItTakesNoIdleConnection() {
		TestPool pool = pool();
		pool.warmUp(3, HOST);
		TestWaiter third = streams(pool, 3).get(2);
		assertThat(third).isWaiting();
		assertThat(pool).hasIdle(1);
		TestWaiter call = pool.acquire(HOST);
		assertThat(call).isServed();
	}

	@Test
	void whenAStreamEndsThenTheNextTakesAnIdleConnection() {
		TestPool pool = pool();
		pool.warmUp(3, HOST);
		List<TestWaiter> streams = streams(pool, 4);
		streams.get(0).breakOff(CloseReason.CLIENT_CANCELLED);
		assertThat(streams.get(2)).isServed();
		assertThat(streams.get(3)).isWaiting();
	}

	@Test
	void whenAStreamEndsThenAConnectionIsOpenedForTheNext() {
		TestPool pool = pool();
		List<TestWaiter> streams = streams(pool, 3);
		this.rig.network().answerAll();
		streams.get(0).breakOff(CloseReason.CLIENT_CANCELLED);
		assertThat(pool).hasConnecting(1);
		this.rig.network().answerAll();
		assertThat(streams.get(2)).isServed();
	}

	@Test
	void whenAStreamEndsThenItsConnectionServesTheCallThatWaitedBefore() {
		TestPool pool = pool();
		List<TestWaiter> streams = streams(pool, 3);
		this.rig.network().answerAll();
		pool.lease(2, HOST);
		TestWaiter call = pool.acquire(HOST);
		streams.get(0).release();
		assertThat(call).isServed();
		assertThat(streams.get(2)).isWaiting();
		streams.get(1).release();
		assertThat(streams.get(2)).isServed();
	}

	@Test
	void whenAWaitingStreamIsCancelledThenTheNextIsAdmitted() {
		TestPool pool = pool();
		List<TestWaiter> streams = streams(pool, 3);
		streams.get(0).cancel();
		this.rig.network().answerAll();
		assertThat(streams.get(2)).isServed();
	}

	@Test
	void whenAHeldStreamIsCancelledThenNothingIsLeftOfIt() {
		TestPool pool = pool();
		TestWaiter third = streams(pool, 3).get(2);
		assertThat(third.cancel()).isTrue();
		assertThat(pool).hasPending(2);
	}

	@Test
	void whenAStreamLosesItsConnectionOnItsWayThenItIsServedWithAnother() {
		TestPool pool = pool();
		pool.warmUp(2, HOST);
		this.rig.network().handOverSlowly();
		List<TestWaiter> streams = streams(pool, 3);
		streams.get(0).findDead();
		assertThat(streams.get(2)).isWaiting();
		this.rig.network().answerAll();
		assertThat(streams.get(0)).isServed();
	}

	@Test
	void whenACallTurnsOutToBeAStreamThenItIsServedBeyondTheLimitAndOthersWait() {
		TestPool pool = pool();
		pool.lease(3, HOST).forEach(TestWaiter::streams);
		assertThat(pool.snapshot().streaming()).isEqualTo(3);
		TestWaiter stream = pool.acquire(HOST, Wish.STREAM);
		this.rig.network().answerAll();
		assertThat(stream).isWaiting();
		assertThat(pool.lease(HOST)).isServed();
	}

	@Test
	void whenAnUpgradedConnectionIsKnownAsAStreamThenItCountsOnce() {
		TestPool pool = pool();
		TestWaiter webSocket = streams(pool, 1).get(0);
		this.rig.network().answerAll();
		webSocket.upgrade();
		assertThat(pool.snapshot().streaming()).isEqualTo(1);
		assertThat(pool.snapshot().upgraded()).isEqualTo(1);
		webSocket.breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(pool.snapshot().streaming()).isZero();
	}

	@Test
	void whenThePoolGrowsThenHeldStreamsAreAdmitted() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> streams = streams(pool, 2);
		pool.resize(3);
		this.rig.network().answerAll();
		assertThat(streams.get(1)).isServed();
	}

	@Test
	void whenThePoolShrinksThenStreamsGoOnAndNoneIsAdmitted() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4).maxStreaming(3));
		List<TestWaiter> streams = streams(pool, 4);
		this.rig.network().answerAll();
		pool.resize(2);
		streams.get(0).release();
		assertThat(pool).hasClosed(CloseReason.SHRUNK, 1);
		assertThat(streams.get(3)).isWaiting();
		streams.get(1).release();
		assertThat(streams.get(3)).isServed();
	}

	@Test
	void whenAHeldStreamWaitsTooLongThenTheMessageNamesTheLimit() {
		TestPool pool = pool();
		TestWaiter third = streams(pool, 3).get(2);
		this.rig.network().answerAll();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(third.error()).isInstanceOf(AcquireTimeoutException.class)
			.hasMessageEndingWith("2 of 4 active, 0 idle, 0 connecting, 1 waiting; 2 of them long-lived calls "
					+ "(limit 2). STREAMING_LIMIT: raise pool.max-streaming-connections (2), or end streams "
					+ "that nobody needs.");
		assertThat(((HttpPoolException) third.error()).diagnosis()).isEqualTo(Diagnosis.STREAMING_LIMIT);
	}

	@Test
	void whenStreamsHoldTheWholeHostThenAShortCallIsToldOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(2));
		streams(pool, 2);
		this.rig.network().answerAll();
		TestWaiter call = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(call.error()).hasMessageContaining(
				"; long-lived calls take 2. POOL_TOO_SMALL: raise " + "pool.max-connections (2) to 3 or more");
	}

	@Test
	void whenManyStreamsAreHeldThenShortCallsStillFindAPlaceInTheQueue() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(1).maxPending(2));
		streams(pool, 1);
		this.rig.network().answerAll();
		List<TestWaiter> streams = streams(pool, 3);
		assertThat(streams.get(2).error()).isInstanceOf(AcquireQueueFullException.class)
			.hasMessageContaining("STREAMING_LIMIT");
		pool.lease(HOST);
		assertThat(pool.acquire(2, HOST)).allMatch(TestWaiter::isWaiting);
	}

	@Test
	void whenThePoolClosesThenHeldStreamsAreRefused() {
		TestPool pool = pool();
		List<TestWaiter> streams = streams(pool, 3);
		pool.close();
		assertThat(streams).allMatch((stream) -> stream.error() != null);
	}

	/**
	 * The first failure may be an accident. The probe after it tells.
	 */
	@Test
	void whenTheHostCannotBeReachedThenHeldStreamsFailAsSoonAsOtherCallsDo() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(1).maxPending(20));
		List<TestWaiter> streams = streams(pool, 10);
		this.rig.network().refuse();
		assertThat(streams.get(0).error()).isInstanceOf(ConnectException.class);
		assertThat(streams.subList(1, 10)).allMatch(TestWaiter::isWaiting);
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().refuse();
		assertThat(streams).extracting(TestWaiter::error).hasOnlyElementsOfType(ConnectException.class);
		assertThat(pool).hasPending(0);
	}

	@Test
	void whenAnOutageEndsThenHeldStreamsAreServed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(1));
		List<TestWaiter> streams = streams(pool, 3);
		this.rig.network().refuse();
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().answer();
		assertThat(streams.get(1)).isServed();
		streams.get(1).release();
		assertThat(streams.get(2)).isServed();
	}

	@Test
	void whenEnoughCallersWaitForAProbeThenStreamsAreTurnedAway() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(40).maxStreaming(1).maxPending(40));
		streams(pool, 2);
		this.rig.network().refuse();
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().refuse();
		List<TestWaiter> streams = streams(pool, 20);
		assertThat(streams.subList(0, 16)).allMatch(TestWaiter::isWaiting);
		assertThat(streams.subList(16, 20)).extracting(TestWaiter::error)
			.hasOnlyElementsOfType(BackedOffException.class);
	}

	@Test
	void whenTheNextProbeComesTooLateForHeldStreamsThenTheyAreTurnedAway() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(1));
		List<TestWaiter> streams = streams(pool, 3);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusMillis(50));
		this.rig.network().refuse();
		assertThat(streams).allMatch((stream) -> stream.error() != null);
		assertThat(streams.get(2).error()).isInstanceOf(BackedOffException.class);
	}

	@Test
	void whenAStreamThatIsLetInIsTurnedAwayThenTheNextTakesItsPlace() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4).maxStreaming(1));
		TestWaiter first = streams(pool, 1).get(0);
		this.rig.network().answer();
		TestWaiter unreachable = pool.acquire(HOST, OTHER_CONFIGURATION, Wish.STREAM);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusMillis(50));
		pool.acquire(HOST, OTHER_CONFIGURATION);
		this.rig.network().refuse();
		TestWaiter next = streams(pool, 1).get(0);
		assertThat(unreachable).isWaiting();
		first.release();
		assertThat(unreachable.error()).isInstanceOf(BackedOffException.class);
		assertThat(next).isServed();
	}

	/**
	 * There are no long-lived calls that could end.
	 */
	@Test
	void whenTheDialsOfOtherStreamsHangThenTheLimitIsNotBlamed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4).maxStreaming(1));
		List<TestWaiter> streams = streams(pool, 2);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(streams).extracting(TestWaiter::error)
			.allSatisfy((error) -> assertThat(error).isInstanceOfSatisfying(AcquireTimeoutException.class,
					(timeout) -> assertThat(timeout.diagnosis()).isEqualTo(Diagnosis.CONNECT_FAILING)));
	}

	@Test
	void whenNoStreamIsThereYetThenAFullQueueOfThemIsNotBlamedOnTheLimit() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(1).maxPending(1));
		assertThat(streams(pool, 3).get(2).error()).isInstanceOfSatisfying(AcquireQueueFullException.class,
				(full) -> assertThat(full.diagnosis()).isEqualTo(Diagnosis.NONE));
	}

	/**
	 * Streams never end, so they serve no caller for whom a dial has failed.
	 */
	@Test
	void whenADialFailsBesideStreamsOnlyThenItsCallerFails() {
		TestPool pool = pool();
		streams(pool, 2);
		this.rig.network().answerAll();
		TestWaiter call = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(call.error()).isNotNull();
	}

	private TestPool pool() {
		return this.rig.pool(TestSettings.maxConnections(4).maxStreaming(2));
	}

	private static List<TestWaiter> streams(TestPool pool, int count) {
		return IntStream.range(0, count).mapToObj((i) -> pool.acquire(HOST, Wish.STREAM)).toList();
	}

}
