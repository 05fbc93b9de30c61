package io.github.httppool.pool;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolSnapshot;
import org.assertj.core.api.AssertProvider;

/**
 * Pool on a {@link FakeNetwork}, in the words of the tests.
 */
final class TestPool implements AssertProvider<PoolAssert> {

	private static final int PORT = 80;

	private static final int ANY_IDENTITY = 1;

	private final PoolRig rig;

	private final TotalLimit total;

	private final ConnectionPool engine;

	private final RecordingListener recorder = new RecordingListener();

	// Who waits, in order of arrival, and who holds a lease.
	private final List<TestWaiter> waiting = new ArrayList<>();

	private final Set<TestWaiter> leasing = new LinkedHashSet<>();

	// Earliest first: one that is moved forward leaves the one before behind.
	private final Deque<Long> alarms = new ArrayDeque<>();

	private long lateness;

	private long latenessOfOne;

	TestPool(PoolRig rig, String name, HttpPoolSettings settings, TotalLimit total, HttpPoolListener... listeners) {
		List<HttpPoolListener> all = new ArrayList<>(List.of(listeners));
		all.add(this.recorder);
		this.rig = rig;
		this.total = total;
		this.engine = new ConnectionPool(name, settings, total, FakeDialConfig.CONNECTOR, this::setAlarm,
				() -> new long[] { this.lateness, this.lateness + this.latenessOfOne },
				new CompositeHttpPoolListener(all));
	}

	// What a test does

	TestWaiter acquire(String host) {
		return acquire(host, ANY_IDENTITY);
	}

	TestWaiter acquire(String host, int configurationHash) {
		return acquire(address(host), configurationHash);
	}

	TestWaiter acquire(String host, TestWaiter.Wish wish) {
		return acquire(address(host), ANY_IDENTITY, wish);
	}

	TestWaiter acquire(String host, int configurationHash, TestWaiter.Wish wish) {
		return acquire(address(host), configurationHash, wish);
	}

	private TestWaiter acquire(SocketAddress remote, int configurationHash) {
		return acquire(remote, configurationHash, TestWaiter.Wish.ANY);
	}

	private TestWaiter acquire(SocketAddress remote, int configurationHash, TestWaiter.Wish wish) {
		return acquire(new TestWaiter(this, remote, configurationHash, wish, now()));
	}

	/**
	 * Acquires a connection for a call that may ask again.
	 */
	TestWaiter acquire(String host, TestCall call) {
		return acquire(new TestWaiter(this, address(host), ANY_IDENTITY, TestWaiter.Wish.ANY, call, now()));
	}

	/**
	 * Acquires a connection for a call that may ask again, dialing it if there is none.
	 */
	TestWaiter lease(String host, TestCall call) {
		TestWaiter waiter = acquire(host, call);
		network().answerAll();
		return waiter;
	}

	private TestWaiter acquire(TestWaiter waiter) {
		this.waiting.add(waiter);
		this.engine.acquire(waiter, now());
		return waiter;
	}

	List<TestWaiter> acquire(int callers, String host) {
		return IntStream.range(0, callers).mapToObj((i) -> acquire(host)).toList();
	}

	/**
	 * Acquires a connection, dialing it if there is none.
	 */
	TestWaiter lease(String host) {
		return lease(host, ANY_IDENTITY);
	}

	TestWaiter lease(SocketAddress remote) {
		TestWaiter waiter = acquire(remote, ANY_IDENTITY);
		network().answerAll();
		return waiter;
	}

	TestWaiter lease(String host, int configurationHash) {
		TestWaiter waiter = acquire(host, configurationHash);
		network().answerAll();
		return waiter;
	}

	List<TestWaiter> lease(int callers, String host) {
		List<TestWaiter> waiters = acquire(callers, host);
		network().answerAll();
		return waiters;
	}

	/**
	 * Keeps as many connections ready.
	 */
	CompletableFuture<Void> keep(int min, String host) {
		return keep(min, host, ANY_IDENTITY, false);
	}

	CompletableFuture<Void> keep(int min, String host, int configurationHash, boolean fromFirstCall) {
		return this.engine.ready()
			.keep(address(host), configurationHash, dialConfig(), min, fromFirstCall, now())
			.toCompletableFuture();
	}

	/**
	 * Opens connections once, so that as many are idle.
	 */
	CompletableFuture<Integer> open(int wanted, String host) {
		return this.engine.ready().open(address(host), ANY_IDENTITY, dialConfig(), wanted, now()).toCompletableFuture();
	}

	private FakeDialConfig dialConfig() {
		return (entry) -> network().dial(this, entry);
	}

	/**
	 * Opens as many connections and leaves them idle.
	 */
	void warmUp(int connections, String host) {
		lease(connections, host).forEach(TestWaiter::release);
	}

	void resize(int maxConnections) {
		this.engine.resize(maxConnections, now());
	}

	void sweep() {
		this.engine.sweep(now());
	}

	int evictIdle() {
		return this.engine.evictIdle(now());
	}

	void close() {
		this.engine.close(now());
	}

	int abort() {
		int aborted = this.engine.abort(now());
		this.leasing.clear();
		return aborted;
	}

	void ringAlarm() {
		int due = 0;
		while (!this.alarms.isEmpty() && now() - this.alarms.element() >= 0) {
			this.alarms.remove();
			due++;
		}
		for (int i = 0; i < due; i++) {
			this.engine.wakeUp(now());
		}
	}

	/**
	 * One of the event loops is late.
	 */
	void oneEventLoopLate(Duration delay) {
		this.latenessOfOne += delay.toNanos();
	}

	/**
	 * The event loops are late.
	 */
	void eventLoopsLate(Duration delay) {
		this.lateness += delay.toNanos();
	}

	private void setAlarm(long time) {
		network().expect(this.alarms.isEmpty() || time - this.alarms.element() < 0, "an earlier alarm is set already");
		this.alarms.addFirst(time);
	}

	// What its callers do

	/**
	 * Whether a caller is the first, not counting callers that take no idle connection or
	 * wait until a long-lived call ends.
	 */
	boolean isFirst(TestWaiter waiter) {
		Stream<TestWaiter> alike = this.waiting.stream()
			.filter((other) -> isAlike(waiter, other) && !other.heldAsStream
					&& (other == waiter || !other.refusesIdle()));
		return alike.min(PendingAcquire.BY_ARRIVAL).filter((first) -> first == waiter).isPresent();
	}

	private static boolean isAlike(TestWaiter one, TestWaiter other) {
		return one.remote().equals(other.remote()) && one.configurationHash() == other.configurationHash();
	}

	void answered(TestWaiter waiter) {
		this.waiting.remove(waiter);
		if (waiter.isServed()) {
			this.leasing.add(waiter);
		}
	}

	void waitsAgain(TestWaiter waiter) {
		int place = (int) this.waiting.stream().filter((other) -> other.arrival < waiter.arrival).count();
		this.waiting.add(place, waiter);
	}

	void leaseBegan(TestWaiter waiter) {
		this.leasing.add(waiter);
	}

	void leaseEnded(TestWaiter waiter) {
		this.leasing.remove(waiter);
	}

	// What can be read

	ConnectionPool engine() {
		return this.engine;
	}

	TotalLimit total() {
		return this.total;
	}

	FakeNetwork network() {
		return this.rig.network();
	}

	long now() {
		return this.rig.now();
	}

	PoolSnapshot snapshot() {
		return this.engine.snapshot();
	}

	List<TestWaiter> waiting() {
		return this.waiting;
	}

	Set<TestWaiter> leasing() {
		this.leasing.removeIf(TestWaiter::hasLostLease);
		return this.leasing;
	}

	RecordingListener events() {
		return this.recorder;
	}

	static SocketAddress address(String host) {
		return InetSocketAddress.createUnresolved(host, PORT);
	}

	@Override
	public PoolAssert assertThat() {
		return new PoolAssert(this);
	}

	@Override
	public String toString() {
		return "pool '" + this.engine.name() + "'";
	}

}
