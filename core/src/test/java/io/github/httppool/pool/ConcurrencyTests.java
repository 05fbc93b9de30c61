package io.github.httppool.pool;

import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.PoolSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads at once on few connections: nothing is lost, nothing is lent twice and no
 * limit is exceeded.
 */
@Timeout(60)
class ConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CALLS = 10_000;

	private static final int HOSTS = 3;

	private static final int IDENTITIES = 2;

	private static final int MAX_CONNECTIONS = 4;

	private static final int TOTAL = 8;

	private static final int SECONDS_TO_WAIT = 20;

	private final TotalLimit total = new TotalLimit(TOTAL, TOTAL);

	private final ConnectionPool pool = new ConnectionPool("stressed",
			TestSettings.maxConnections(MAX_CONNECTIONS).maxPending(THREADS).build(), this.total,
			FakeDialConfig.CONNECTOR, this::endPauseAtOnce, () -> new long[0],
			new CompositeHttpPoolListener(List.of()));

	private final ScheduledExecutorService network = Executors.newScheduledThreadPool(2);

	private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);

	private final Sockets sockets = new Sockets();

	private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

	@AfterEach
	void stop() {
		this.network.shutdownNow();
		this.callers.shutdownNow();
	}

	@Test
	void whenManyThreadsCallThenNothingIsLostAndNoLimitIsExceeded() throws Exception {
		callAll();
		this.pool.close(System.nanoTime());
		settle();
		assertThat(this.complaints).isEmpty();
		assertThat(this.sockets.peak()).isLessThanOrEqualTo(TOTAL);
		assertThat(this.sockets.peakOfHost()).isLessThanOrEqualTo(MAX_CONNECTIONS);
		assertNothingIsLeft(this.pool.snapshot());
	}

	/**
	 * A host that has refused a connection is dialed again at once. Every other alarm
	 * rings in time, or those set behind it would be lost.
	 */
	private void endPauseAtOnce(long time) {
		long delay = time - System.nanoTime();
		if (delay < TestSettings.ACQUIRE_TIMEOUT.toNanos() / 2) {
			this.network.execute(() -> this.pool.wakeUp(time));
		}
		else {
			this.network.schedule(() -> this.pool.wakeUp(System.nanoTime()), delay, TimeUnit.NANOSECONDS);
		}
	}

	private void callAll() throws Exception {
		List<Callable<Void>> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			SplittableRandom random = new SplittableRandom(i);
			threads.add(() -> {
				for (int call = 0; call < CALLS; call++) {
					call(random);
				}
				return null;
			});
		}
		for (Future<Void> thread : this.callers.invokeAll(threads)) {
			thread.get();
		}
	}

	private void call(SplittableRandom random) throws Exception {
		StressWaiter waiter = new StressWaiter("host-" + random.nextInt(HOSTS), random.nextInt(IDENTITIES));
		this.pool.acquire(waiter, System.nanoTime());
		if (random.nextInt(10) == 0) {
			waiter.cancel();
		}
		else {
			waiter.use(random);
		}
	}

	/**
	 * Waits until the network has done what it was asked to, and what followed from that.
	 */
	private void settle() throws Exception {
		while (!this.pool.isEmpty()) {
			CompletableFuture.runAsync(() -> {
			}, this.network).get(SECONDS_TO_WAIT, TimeUnit.SECONDS);
		}
	}

	private void assertNothingIsLeft(PoolSnapshot left) {
		assertThat(left.hosts()).isEmpty();
		assertThat(left.pending()).isZero();
		assertThat(left.released()).isEqualTo(left.acquired());
		assertThat(left.closedTotal()).isEqualTo(left.created());
		assertThat(this.sockets.open()).isZero();
		assertThat(this.total.free()).isEqualTo(TOTAL);
	}

	/**
	 * ReactorAcquire whose thread waits for the answer.
	 */
	private final class StressWaiter extends PendingAcquire {

		private final CompletableFuture<Lease> answer = new CompletableFuture<>();

		StressWaiter(String host, int configurationHash) {
			super(TestPool.address(host), configurationHash, System.nanoTime());
		}

		@Override
		protected void serve(Lease lease) {
			expect(this.answer.complete(lease), "a caller is answered twice");
		}

		@Override
		protected void fail(Throwable error) {
			expect(this.answer.complete(null), "a caller is answered twice");
		}

		@Override
		protected DialConfig dialConfig() {
			FakeDialConfig config = this::dial;
			return config;
		}

		private PendingDial dial(PoolEntry entry) {
			ConcurrencyTests.this.sockets.opened(remoteOf(entry));
			ConcurrencyTests.this.network.execute(() -> answerDial(entry));
			return new StressDial(new DialProgress(DialPhase.TCP, entry.host(), System.nanoTime()));
		}

		void cancel() throws Exception {
			if (!ConcurrencyTests.this.pool.cancel(this, System.nanoTime())) {
				Lease lease = answer();
				if (lease != null) {
					ConcurrencyTests.this.pool.returnedUnused(lease, System.nanoTime());
				}
			}
		}

		void use(SplittableRandom random) throws Exception {
			Lease lease = answer();
			if (lease == null) {
				return;
			}
			expect(ConcurrencyTests.this.pool.handedOver(lease, System.nanoTime()), "a lease is lost");
			StressConnection connection = (StressConnection) lease.entry().connection();
			expect(connection.lent.compareAndSet(false, true), "a connection is lent twice");
			connection.lent.set(false);
			if (random.nextInt(50) == 0) {
				connection.close(CloseReason.NOT_PERSISTENT);
			}
			else {
				ConcurrencyTests.this.pool.released(lease, System.nanoTime());
			}
		}

		private Lease answer() throws Exception {
			return this.answer.get(SECONDS_TO_WAIT, TimeUnit.SECONDS);
		}

	}

	/**
	 * Dial that the network answers, whether it is cancelled or not.
	 */
	private record StressDial(DialProgress progress) implements PendingDial {

		@Override
		public void cancel() {
		}

	}

	private void answerDial(PoolEntry entry) {
		long now = System.nanoTime();
		if (entry.id() % 20 == 0) {
			this.sockets.closed(remoteOf(entry));
			this.pool.dialFailed(entry, new ConnectException("Connection refused"), now);
		}
		else {
			this.pool.connected(entry, new StressConnection(entry), now);
		}
	}

	private static SocketAddress remoteOf(PoolEntry entry) {
		return entry.group.host.remote();
	}

	private void expect(boolean kept, String complaint) {
		if (!kept) {
			this.complaints.add(complaint);
		}
	}

	/**
	 * Connection whose socket takes a moment to close.
	 */
	private final class StressConnection implements PoolableConnection {

		private final PoolEntry entry;

		private final AtomicBoolean lent = new AtomicBoolean();

		StressConnection(PoolEntry entry) {
			this.entry = entry;
		}

		@Override
		public void close(CloseReason reason) {
			ConcurrencyTests.this.network.execute(() -> {
				ConcurrencyTests.this.sockets.closed(remoteOf(this.entry));
				ConcurrencyTests.this.pool.closed(this.entry, reason, System.nanoTime());
			});
		}

		@Override
		public Map<CallPhase, Duration> openedIn() {
			return Map.of();
		}

		@Override
		public Integer localPort() {
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
		public String request() {
			return null;
		}

		@Override
		public String callSite() {
			return null;
		}

		@Override
		public LeaseUse leaseUse() {
			return new LeaseUse(LeaseHolder.ANYBODY, 0, null);
		}

	}

	/**
	 * Counts sockets as a server would.
	 */
	private static final class Sockets {

		private final Map<SocketAddress, AtomicInteger> hosts = new ConcurrentHashMap<>();

		private final AtomicInteger open = new AtomicInteger();

		private final AtomicInteger peak = new AtomicInteger();

		private final AtomicInteger peakOfHost = new AtomicInteger();

		void opened(SocketAddress host) {
			this.peak.accumulateAndGet(this.open.incrementAndGet(), Math::max);
			this.peakOfHost.accumulateAndGet(of(host).incrementAndGet(), Math::max);
		}

		void closed(SocketAddress host) {
			this.open.decrementAndGet();
			of(host).decrementAndGet();
		}

		private AtomicInteger of(SocketAddress host) {
			return this.hosts.computeIfAbsent(host, (address) -> new AtomicInteger());
		}

		int open() {
			return this.open.get();
		}

		int peak() {
			return this.peak.get();
		}

		int peakOfHost() {
			return this.peakOfHost.get();
		}

	}

}
