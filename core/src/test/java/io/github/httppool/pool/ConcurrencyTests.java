package io.github.httppool.pool;

import java.net.ConnectException;
import java.net.SocketAddress;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

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

	private final TotalSlots total = new TotalSlots(TOTAL, TOTAL);

	private final ConnectionPool pool = new ConnectionPool("stressed",
			TestSettings.maxConnections(MAX_CONNECTIONS).maxPending(THREADS).build(), this.total, (time) -> {
			}, () -> new long[0], new GuardedListeners(List.of()));

	private final ExecutorService network = Executors.newFixedThreadPool(2);

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
	 * Caller whose thread waits for the answer.
	 */
	private final class StressWaiter extends Waiter {

		private final CompletableFuture<Slot> answer = new CompletableFuture<>();

		StressWaiter(String host, int identity) {
			super(TestPool.address(host), identity, System.nanoTime());
		}

		@Override
		protected void serve(Slot slot) {
			expect(this.answer.complete(slot), "a caller is answered twice");
		}

		@Override
		protected void fail(Throwable error) {
			expect(this.answer.complete(null), "a caller is answered twice");
		}

		@Override
		protected PendingDial dial(Slot slot) {
			ConcurrencyTests.this.sockets.opened(remoteOf(slot));
			ConcurrencyTests.this.network.execute(() -> answerDial(slot));
			return new StressDial(new DialProgress(DialPhase.TCP, slot.host(), System.nanoTime()));
		}

		void cancel() throws Exception {
			if (!ConcurrencyTests.this.pool.cancel(this, System.nanoTime())) {
				Slot slot = answer();
				if (slot != null) {
					ConcurrencyTests.this.pool.returnedUnused(slot, this, System.nanoTime());
				}
			}
		}

		void use(SplittableRandom random) throws Exception {
			Slot slot = answer();
			if (slot == null) {
				return;
			}
			expect(ConcurrencyTests.this.pool.handedOver(slot, this, System.nanoTime()), "a lease is lost");
			StressConnection connection = (StressConnection) slot.connection();
			expect(connection.lent.compareAndSet(false, true), "a connection is lent twice");
			connection.lent.set(false);
			if (random.nextInt(50) == 0) {
				connection.close(CloseReason.NOT_PERSISTENT);
			}
			else {
				ConcurrencyTests.this.pool.released(slot, System.nanoTime());
			}
		}

		private Slot answer() throws Exception {
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

	private void answerDial(Slot slot) {
		long now = System.nanoTime();
		if (slot.id() % 20 == 0) {
			this.sockets.closed(remoteOf(slot));
			this.pool.dialFailed(slot, new ConnectException("Connection refused"), now);
		}
		else {
			this.pool.connected(slot, new StressConnection(slot), now);
		}
	}

	private static SocketAddress remoteOf(Slot slot) {
		return slot.subPool.host.remote();
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

		private final Slot slot;

		private final AtomicBoolean lent = new AtomicBoolean();

		StressConnection(Slot slot) {
			this.slot = slot;
		}

		@Override
		public void close(CloseReason reason) {
			ConcurrencyTests.this.network.execute(() -> {
				ConcurrencyTests.this.sockets.closed(remoteOf(this.slot));
				ConcurrencyTests.this.pool.closed(this.slot, reason, System.nanoTime());
			});
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
