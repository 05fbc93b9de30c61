package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.CallPhase;
import io.github.httppool.Diagnosis;
import io.github.httppool.HttpPoolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Why a caller goes without a connection, and that nobody is blamed without evidence.
 */
class DiagnosisTests {

	private static final String HOST = "orders";

	private static final String FIGURES = "no connection to orders:80 from pool 'pool-0' within 5000 ms: ";

	private static final Duration USUAL = Duration.ofMillis(20);

	private static final Duration IMPATIENT = Duration.ofMillis(50);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// Leaks

	@Test
	void whenMostResponsesAreLeftUnreadThenTheyLeak() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		List<TestWaiter> leases = pool.lease(4, HOST);
		leases.get(0).connection().awaitServer();
		leases.get(1).connection().leaveUnread("GET /orders/{id}", null);
		leases.get(2).connection().leaveUnread("GET /orders/{id}", "com.acme.OrderClient.find(OrderClient.java:42)");
		leases.get(3).connection().leaveUnread("GET /stock", "com.acme.StockClient.count(StockClient.java:7)");
		this.rig.pass(Duration.ofSeconds(70));
		assertThat(failure(pool))
			.hasMessage(FIGURES + "4 of 4 active, 0 idle, 0 connecting, 1 waiting; "
					+ "3 responses unread for up to 75.0 s, most from com.acme.OrderClient.find(OrderClient.java:42). "
					+ "LEAK: those responses were never closed; close each one, or read it to its end.")
			.returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	@Test
	void whenResponsesAreUnreadForAsLongAsCallersWaitThenTheApplicationKeepsThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST).connection().leaveUnread("GET /orders/{id}", null);
		assertThat(failure(pool))
			.hasMessageEndingWith("; 1 response unread for up to 5.0 s, from GET /orders/{id}. LEAK: the "
					+ "application keeps those responses and reads nothing; close each one, or read it to its end.")
			.returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	@Test
	void whenAResponseWasDroppedThenItLeaksWhateverItsAge() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.lease(HOST).connection().drop();
		assertThat(queueFull(pool)).hasMessageContaining("LEAK: those responses were never closed")
			.returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	@Test
	void whenResponsesAreBeingReadThenNothingLeaks() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter lease = pool.lease(HOST);
		TestWaiter waiting = pool.acquire(HOST);
		this.rig.pass(Duration.ofMillis(1));
		lease.connection().leaveUnread("GET /orders/{id}", null);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusMillis(1));
		assertThat(error(waiting)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	@Test
	void whenALeakIsTheFaultOfFewThenItIsNotTheCause() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		List<TestWaiter> leases = pool.lease(3, HOST);
		leases.get(0).connection().leaveUnread("GET /orders/{id}", null);
		assertThat(failure(pool)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	@Test
	void whenCallersGiveUpSoonThenAReaderThatIsBusyForLongerIsNoLeak() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).acquireTimeout(IMPATIENT));
		pool.lease(HOST).connection().leaveUnread("GET /orders/{id}", null);
		this.rig.pass(Duration.ofMillis(199).minus(IMPATIENT));
		assertThat(failure(pool, IMPATIENT)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
		this.rig.pass(Duration.ofMillis(1));
		assertThat(failure(pool, IMPATIENT)).returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	@Test
	void whenConnectionsWereUpgradedThenTheyDoNotLeak() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter lease = pool.lease(HOST);
		lease.upgrade();
		lease.connection().leaveUnread("GET /socket", null);
		pool.lease(HOST).connection().awaitServer();
		assertThat(failure(pool)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	// A slow server

	@Test
	void whenMostCallsWaitForLongerThanUsualThenTheServerIsSlow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		learn(pool, USUAL);
		pool.lease(2, HOST).forEach((lease) -> lease.connection().awaitServer());
		assertThat(failure(pool))
			.hasMessage(FIGURES + "2 of 2 active, 0 idle, 0 connecting, 1 waiting; 2 calls under way for up to 5.0 s, "
					+ "usually 18 ms. SLOW_UPSTREAM: orders:80 takes longer than it usually does; a larger pool "
					+ "would only send it more calls.")
			.returns(Diagnosis.SLOW_UPSTREAM, HttpPoolException::diagnosis);
	}

	@Test
	void whenNothingIsKnownOfEarlierCallsThenNobodyIsBlamed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST).forEach((lease) -> lease.connection().awaitServer());
		assertThat(failure(pool)).hasMessage(FIGURES + "2 of 2 active, 0 idle, 0 connecting, 1 waiting")
			.returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	@Test
	void whenCallsTakeAsLongAsEverThenTheServerIsNotSlow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		learn(pool, Duration.ofSeconds(10));
		pool.lease(2, HOST).forEach((lease) -> lease.connection().awaitServer());
		assertThat(failure(pool)).returns(Diagnosis.POOL_TOO_SMALL, HttpPoolException::diagnosis);
	}

	/**
	 * Many short calls do not make the few long ones slow that are always met.
	 */
	@Test
	void whenSomeCallsAlwaysTakeLongThenTheServerIsNotSlow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		learn(pool, USUAL);
		learn(pool, Duration.ofSeconds(4));
		pool.lease(2, HOST).forEach((lease) -> lease.connection().awaitServer());
		assertThat(failure(pool)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	// A pool that is too small

	@Test
	void whenCallsComeFasterThanTheyCanBeServedThenThePoolIsTooSmall() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(100));
		learnHalfASecond(pool);
		List<TestWaiter> leases = pool.lease(2, HOST);
		TestWaiter last = overload(pool, leases, 48);
		assertThat(error(last))
			.hasMessageContaining("; 9 calls a second at 503 ms each need 5 connections. POOL_TOO_SMALL: "
					+ "raise pool.max-connections (2) to 5 or more, or call orders:80 less often.")
			.returns(Diagnosis.POOL_TOO_SMALL, HttpPoolException::diagnosis);
	}

	@Test
	void whenAllConnectionsAreUpgradedThenThePoolIsTooSmall() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST).forEach(TestWaiter::upgrade);
		assertThat(failure(pool))
			.hasMessage(FIGURES + "2 of 2 active, 0 idle, 0 connecting, 1 waiting; long-lived calls take 2. "
					+ "POOL_TOO_SMALL: raise pool.max-connections (2) to 3 or more, or call orders:80 less often.")
			.returns(Diagnosis.POOL_TOO_SMALL, HttpPoolException::diagnosis);
	}

	@Test
	void whenUpgradedConnectionsLeaveTooFewThenTheMessageCountsThemIn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(7).maxPending(100));
		learnHalfASecond(pool);
		List<TestWaiter> leases = pool.lease(7, HOST);
		leases.subList(0, 5).forEach(TestWaiter::upgrade);
		leases.subList(5, 7).forEach((lease) -> lease.connection().awaitServer());
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.multipliedBy(2));
		TestWaiter last = overload(pool, leases.subList(5, 7), 50);
		assertThat(error(last))
			.hasMessageContaining(" each need 5 connections; long-lived calls take 5. POOL_TOO_SMALL: raise "
					+ "pool.max-connections (7) to 10 or more,")
			.returns(Diagnosis.POOL_TOO_SMALL, HttpPoolException::diagnosis);
	}

	/**
	 * Learns enough for the calls that follow to change nothing about it.
	 */
	private void learnHalfASecond(TestPool pool) {
		for (int i = 0; i < 10; i++) {
			learn(pool, Duration.ofMillis(500));
		}
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.multipliedBy(2));
	}

	/**
	 * Has more callers come than the leased connections can serve, and what these have
	 * begun is new.
	 * @param serving has the connections
	 * @return the last of them, which has failed
	 */
	private TestWaiter overload(TestPool pool, List<TestWaiter> serving, int callers) {
		List<TestWaiter> waiting = pool.acquire(callers, HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusMillis(100));
		serving.forEach(TestWaiter::release);
		this.rig.pass(Duration.ofMillis(100));
		return waiting.get(waiting.size() - 1);
	}

	// Dials

	@Test
	void whenDialsFailAndNothingElseIsTriedThenConnectingFails() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		TestWaiter waiting = pool.acquire(HOST);
		this.rig.network().refuse(new ConnectException("Connection refused"));
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(error(waiting)).returns(Diagnosis.CONNECT_FAILING, HttpPoolException::diagnosis);
	}

	@Test
	void whenDialsFailAndTheQueueIsFullThenTheMessageTellsTheLastFailure() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(0));
		pool.lease(HOST);
		pool.acquire(HOST);
		this.rig.network().refuse(new ConnectException("Connection refused"));
		assertThat(queueFull(pool)).hasMessageEndingWith(
				"; the last attempt to connect failed: java.net.ConnectException: Connection refused");
	}

	@Test
	void whenTheErrorOfADialFailsToSayWhatItIsThenTheCallerIsStillToldOfATimeout() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		TestWaiter waiting = pool.acquire(HOST);
		Speechless speechless = new Speechless();
		this.rig.network().refuse(speechless);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(error(waiting)).hasMessageContaining("failed: " + Speechless.class.getName() + ". ")
			.hasCause(speechless);
	}

	@Test
	void whenTheErrorOfADialFailsToSayWhatItIsThenCallersLearnThatTheyAreTurnedAway() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).acquireTimeout(IMPATIENT));
		pool.acquire(HOST);
		this.rig.network().refuse(new Speechless());
		assertThat(pool.acquire(HOST)).failure()
			.isInstanceOf(BackedOffException.class)
			.hasMessageStartingWith("Speechless; not tried again for this call, as 1 attempt");
	}

	@Test
	void whenTheErrorOfADialHasLinesThenTheMessageHasOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		TestWaiter waiting = pool.acquire(HOST);
		this.rig.network().refuse(new ConnectException("refused\nINFO all is well"));
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(error(waiting).getMessage()).contains("failed: java.net.ConnectException: refused").hasLineCount(1);
	}

	@Test
	void whenDialsTakeAllSlotsAndHangThenConnectingFails() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		assertThat(failure(pool)).returns(Diagnosis.CONNECT_FAILING, HttpPoolException::diagnosis);
	}

	@Test
	void whenDialsHaveJustBegunThenConnectingDoesNotFail() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.acquire(HOST);
		assertThat(queueFull(pool)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	@Test
	void whenCallersGiveUpSoonThenADialThatTakesLongerDoesNotHang() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).acquireTimeout(IMPATIENT));
		TestWaiter waiting = pool.acquire(HOST);
		this.rig.pass(IMPATIENT);
		assertThat(error(waiting)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
		this.rig.pass(Duration.ofMillis(449).minus(IMPATIENT));
		assertThat(failure(pool, IMPATIENT)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
		this.rig.pass(Duration.ofMillis(1));
		assertThat(failure(pool, IMPATIENT)).returns(Diagnosis.CONNECT_FAILING, HttpPoolException::diagnosis);
	}

	@Test
	void whenDialsHangButAllConnectionsLeakThenTheyLeak() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST).connection().leaveUnread("GET /orders/{id}", null);
		assertThat(failure(pool)).returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	// Late event loops

	@Test
	void whenTheEventLoopsWereLateThenTheHostIsNotBlamedForWhatTookLong() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		assertThat(lateFailure(pool)).hasMessageContaining("the event loops were late by 3000 ms")
			.returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	@Test
	void whenTheEventLoopsWereLateThenALeakIsStillOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST).connection().leaveUnread("GET /orders/{id}", null);
		assertThat(lateFailure(pool)).returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	private HttpPoolException lateFailure(TestPool pool) {
		Duration late = Duration.ofSeconds(3);
		TestWaiter waiting = pool.acquire(HOST);
		pool.eventLoopsLate(late);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		this.rig.pass(late);
		return error(waiting);
	}

	// The limit over all pools

	@Test
	void whenOthersUseUpTheTotalThenThatIsTheLimit() {
		this.rig.limitTotal(3);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST);
		pool.lease(2, "payments");
		assertThat(failure(pool)).hasMessageEndingWith(
				"; all 3 connections of httppool.max-total-connections are in use, 2 of them elsewhere. "
						+ "TOTAL_LIMIT: raise httppool.max-total-connections, or lower the limits of the pools that use it up.")
			.returns(Diagnosis.TOTAL_LIMIT, HttpPoolException::diagnosis);
	}

	@Test
	void whenTheHostItselfLeaksTheTotalThenItLeaks() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST).forEach((lease) -> lease.connection().leaveUnread("GET /orders/{id}", null));
		assertThat(failure(pool)).returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	@Test
	void whenTheHostLeaksHalfOfTheTotalThenItLeaks() {
		this.rig.limitTotal(4);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		pool.lease(2, HOST).forEach((lease) -> lease.connection().leaveUnread("GET /orders/{id}", null));
		pool.lease(2, "payments");
		assertThat(failure(pool)).returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	@Test
	void whenTheHostLeaksLessThanHalfOfTheTotalThenOthersUseItUp() {
		this.rig.limitTotal(5);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		pool.lease(2, HOST).forEach((lease) -> lease.connection().leaveUnread("GET /orders/{id}", null));
		pool.lease(3, "payments");
		assertThat(failure(pool)).returns(Diagnosis.TOTAL_LIMIT, HttpPoolException::diagnosis);
	}

	/**
	 * More than it has, but not more than the whole total.
	 */
	@Test
	void whenTheHostNeedsMoreOfTheTotalThanItHasThenTheMessageNamesItsLoad() {
		this.rig.limitTotal(7);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(7).maxPending(100));
		learnHalfASecond(pool);
		List<TestWaiter> leases = pool.lease(4, HOST);
		pool.lease(3, "payments");
		TestWaiter last = overload(pool, leases, 46);
		assertThat(error(last))
			.hasMessageContaining("; all 7 connections of httppool.max-total-connections are in use; 9 calls a second")
			.hasMessageContaining(" 5 connections. TOTAL_LIMIT: ")
			.returns(Diagnosis.TOTAL_LIMIT, HttpPoolException::diagnosis);
	}

	// What comes with it

	@Test
	void whenACallerFailsThenItsPhasesAddUp() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		HttpPoolException failure = failure(pool);
		assertThat(failure.phases()).isEqualTo(Map.of(CallPhase.QUEUED, TestSettings.ACQUIRE_TIMEOUT));
		assertThat(failure.elapsed()).isEqualTo(TestSettings.ACQUIRE_TIMEOUT);
	}

	@Test
	void whenThePoolIsClosedThenThatNeedsNoDiagnosis() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST).connection().drop();
		TestWaiter waiting = pool.acquire(HOST);
		pool.close();
		assertThat(error(waiting)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
	}

	/**
	 * The leases are looked at once, though their state changes for the next look.
	 */
	@Test
	void whenCallersFailInQuickSuccessionThenTheyShareTheEvidence() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		TestWaiter lease = pool.lease(HOST);
		assertThat(queueFull(pool)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
		lease.connection().drop();
		assertThat(queueFull(pool)).returns(Diagnosis.NONE, HttpPoolException::diagnosis);
		this.rig.pass(Duration.ofMillis(10));
		assertThat(queueFull(pool)).returns(Diagnosis.LEAK, HttpPoolException::diagnosis);
	}

	private void learn(TestPool pool, Duration lease) {
		for (int i = 0; i < 10; i++) {
			TestWaiter waiter = pool.lease(HOST);
			this.rig.pass(lease);
			waiter.release();
		}
	}

	private HttpPoolException failure(TestPool pool) {
		return failure(pool, TestSettings.ACQUIRE_TIMEOUT);
	}

	private HttpPoolException failure(TestPool pool, Duration acquireTimeout) {
		TestWaiter waiting = pool.acquire(HOST);
		this.rig.pass(acquireTimeout);
		return error(waiting);
	}

	private HttpPoolException queueFull(TestPool pool) {
		HttpPoolException refused = error(pool.acquire(HOST));
		assertThat(refused).isInstanceOf(AcquireQueueFullException.class);
		return refused;
	}

	private static HttpPoolException error(TestWaiter waiter) {
		assertThat(waiter.error()).isInstanceOf(HttpPoolException.class);
		return (HttpPoolException) waiter.error();
	}

	/**
	 * An error of foreign code that fails to say what it is.
	 */
	private static final class Speechless extends ConnectException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("nothing to say");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("nothing to say");
		}

	}

}
