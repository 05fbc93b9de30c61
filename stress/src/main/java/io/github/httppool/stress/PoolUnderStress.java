package io.github.httppool.stress;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPoolSettings.Timeouts;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import io.github.httppool.pool.BackedOffException;
import io.github.httppool.pool.CompositeHttpPoolListener;
import io.github.httppool.pool.ConnectionPool;
import io.github.httppool.pool.DialConfig;
import io.github.httppool.pool.DialPhase;
import io.github.httppool.pool.DialProgress;
import io.github.httppool.pool.Drain;
import io.github.httppool.pool.DrainPurpose;
import io.github.httppool.pool.KeepAlive;
import io.github.httppool.pool.Lease;
import io.github.httppool.pool.LeaseUse;
import io.github.httppool.pool.PendingAcquire;
import io.github.httppool.pool.PendingDial;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.pool.PoolableConnection;
import io.github.httppool.pool.TotalLimit;
import org.jspecify.annotations.Nullable;

/**
 * A pool on a network without sockets: a dial succeeds at once, or when it is told to,
 * and a connection closes at once. Its callers follow the same protocol as the calls of
 * Reactor Netty. The only class here that knows the pool's own types.
 * <p>
 * All actions may be called from any thread; callers are created by one thread. Time
 * stands still, until {@link #expireCallers()} lets all callers time out, or
 * {@link #endPause()} lets a moment pass.
 */
public final class PoolUnderStress {

	/** What no outcome of a race may be. */
	static final String BROKEN = "A caller has two answers or none, or the pool has lost or gained something.";

	static final SocketAddress HOST = InetSocketAddress.createUnresolved("orders", 80);

	static final SocketAddress OTHER_HOST = InetSocketAddress.createUnresolved("stock", 80);

	private static final SocketAddress DEAD = new InetSocketAddress("10.0.0.1", 80);

	private static final SocketAddress ALIVE = new InetSocketAddress("10.0.0.2", 80);

	private static final DialConfig SAME_FOR_ALL = new DialConfig() {
	};

	private static final int CONFIGURATION = 1;

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(1);

	/** Longer than a host that has failed a few dials is left alone. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final int slots;

	private final Network network = new Network();

	private final HeardEvents heard = new HeardEvents();

	private final ConnectionPool pool;

	private final List<Caller> callers = new ArrayList<>();

	private final AtomicInteger drainsOver = new AtomicInteger();

	private volatile @Nullable Drain drain;

	private volatile @Nullable DrainReceipt receipt;

	private volatile long now;

	/**
	 * Creates a pool.
	 * @param slots how many connections it may have, per host and in total
	 */
	public PoolUnderStress(int slots) {
		this(slots, true);
	}

	private PoolUnderStress(int slots, boolean listening) {
		this.slots = slots;
		List<HttpPoolListener> listeners = listening ? List.of(this.heard) : List.of();
		this.pool = new ConnectionPool("stressed", settings(slots), new TotalLimit(slots, slots),
				(entry, config) -> dial(entry), (time) -> {
				}, () -> new long[0], new CompositeHttpPoolListener(listeners));
	}

	/**
	 * Creates a pool without listeners, as a benchmark wants it.
	 * @param slots how many connections it may have, per host and in total
	 * @return the pool
	 */
	public static PoolUnderStress withoutListeners(int slots) {
		return new PoolUnderStress(slots, false);
	}

	private static HttpPoolSettings settings(int slots) {
		Timeouts defaults = Timeouts.DEFAULT;
		return HttpPoolSettings.builder()
			.maxConnections(slots)
			.timeouts(new Timeouts(ACQUIRE_TIMEOUT, defaults.dns(), defaults.connect(), defaults.tlsHandshake(),
					defaults.response()))
			.build();
	}

	// Before the race

	/**
	 * Opens connections and leaves them idle.
	 * @param connections how many
	 * @return this pool
	 */
	public PoolUnderStress open(int connections) {
		List<Caller> opening = new ArrayList<>(connections);
		for (int i = 0; i < connections; i++) {
			Caller caller = untracked();
			caller.acquire();
			opening.add(caller);
		}
		opening.forEach(Caller::release);
		return this;
	}

	/**
	 * Opens a connection that its server is known to close soon, and leaves it idle.
	 * @return this pool
	 */
	PoolUnderStress openForAMoment() {
		Caller caller = untracked();
		caller.acquire();
		Objects.requireNonNull(caller.last, "no lease").entry().keepAlive().told(MOMENT.toNanos(), KeepAlive.UNKNOWN);
		caller.release();
		return this;
	}

	/**
	 * Lets so much time pass that such a connection may not be idle any more. The alarm
	 * is late.
	 */
	PoolUnderStress passMoment() {
		this.now += MOMENT.toNanos();
		return this;
	}

	/**
	 * Lets dials go on until they are answered or refused.
	 * @return this pool
	 */
	PoolUnderStress holdDials() {
		this.network.holdsDials = true;
		return this;
	}

	/**
	 * Creates a caller that has not asked for a connection yet.
	 * @return the caller
	 */
	Caller caller() {
		return caller(HOST);
	}

	Caller caller(SocketAddress host) {
		Caller caller = new Caller(this, host);
		this.callers.add(caller);
		return caller;
	}

	/**
	 * Creates a caller that is known to keep its connection for as long as it likes.
	 */
	Caller stream() {
		Caller caller = caller();
		caller.streaming = true;
		return caller;
	}

	/**
	 * Creates such a caller that has a connection, or waits.
	 */
	Caller acquiredStream() {
		Caller caller = stream();
		caller.acquire();
		return caller;
	}

	/**
	 * Creates a caller that waits for no dial that does not begin at once.
	 */
	Caller impatient() {
		Caller caller = caller();
		caller.impatient = true;
		return caller;
	}

	/**
	 * Lets the dial of a caller fail, so that the host is left alone for a moment.
	 */
	PoolUnderStress backOff() {
		acquired();
		return refuseDial();
	}

	/**
	 * Makes the host a name of which one address could not be reached a moment ago, and
	 * leaves a connection to the other one idle. From now on dials go on until they are
	 * answered or refused.
	 */
	PoolUnderStress findDead() {
		holdDials();
		Caller caller = untracked();
		caller.acquire();
		PoolEntry dialed = Objects.requireNonNull(this.network.dials.peek(), "not dialed");
		this.pool.order(dialed, List.of(DEAD, ALIVE), this.now);
		this.pool.unreachable(dialed, DEAD, this.now);
		this.pool.dialsTo(dialed, ALIVE);
		answerDial();
		caller.release();
		return endPause();
	}

	/**
	 * Creates a caller that has a connection, or waits if none is left.
	 */
	Caller acquired() {
		return acquired(HOST);
	}

	Caller acquired(SocketAddress host) {
		Caller caller = caller(host);
		caller.acquire();
		return caller;
	}

	/**
	 * Creates a caller of whom no account is kept, as a benchmark wants it.
	 * @return the caller
	 */
	public Caller untracked() {
		return new Caller(this, HOST);
	}

	// Actions of a race

	/**
	 * Lets the dial succeed that began first, if one is under way.
	 */
	boolean answerDial() {
		PoolEntry dialed = this.network.dials.poll();
		if (dialed == null) {
			return false;
		}
		connected(dialed);
		return true;
	}

	/**
	 * Lets the dial fail that began first, if one is under way.
	 */
	PoolUnderStress refuseDial() {
		PoolEntry dialed = this.network.dials.poll();
		if (dialed != null) {
			failed(dialed, new ConnectException("refused"));
		}
		return this;
	}

	void expireCallers() {
		this.pool.wakeUp(this.now + ACQUIRE_TIMEOUT.toNanos());
	}

	/**
	 * Lets the time pass for which a host that has failed a dial is left alone. No caller
	 * times out.
	 */
	PoolUnderStress endPause() {
		long later = this.now + PAUSE.toNanos();
		this.now = later;
		this.pool.wakeUp(later);
		return this;
	}

	/**
	 * Rings the alarm for connections whose server is about to close them.
	 */
	void endMoment() {
		this.pool.wakeUp(this.now + MOMENT.toNanos());
	}

	/**
	 * Keeps a connection ready from now on.
	 */
	PoolUnderStress keepReady() {
		this.pool.ready().keep(HOST, CONFIGURATION, SAME_FOR_ALL, 1, false, this.now);
		return this;
	}

	void evictIdle() {
		this.pool.evictIdle(this.now);
	}

	/**
	 * Lets what is open or being opened serve no further call.
	 */
	PoolUnderStress retireAll() {
		this.pool.retire((slot) -> true, CloseReason.EVICTED, this.now);
		return this;
	}

	/**
	 * Changes the limit per host, up to that in total.
	 */
	PoolUnderStress limit(int connections) {
		this.pool.resize(connections, this.now);
		return this;
	}

	void abort() {
		this.pool.abort(this.now);
	}

	void close() {
		this.pool.close(this.now);
	}

	/**
	 * Takes the pool out of use. What the drain has to do at once it does on the thread
	 * that causes it, and its time is never up.
	 */
	PoolUnderStress takeOut() {
		Drain begun = new Drain(DrainPurpose.TAKE_OUT, List.of(this.pool.drains()), DRAIN_TIMEOUT, null,
				PoolUnderStress::runIfDue, () -> this.now);
		begun.receipts().whenComplete((receipts, failure) -> {
			this.drainsOver.incrementAndGet();
			this.receipt = receipts.get(0);
		});
		this.drain = begun;
		begun.begin();
		begun.awaitQuiet();
		return this;
	}

	private static Runnable runIfDue(Duration delay, Runnable task) {
		if (delay.isZero()) {
			task.run();
		}
		return () -> {
		};
	}

	/**
	 * Takes the pool, which has been taken out of use, back.
	 */
	void resume() {
		this.pool.drains().resume(this.now);
		Objects.requireNonNull(this.drain, "not taken out").giveUp();
	}

	/**
	 * Says what has become of the drain, and takes the pool back into use.
	 */
	String drained() {
		PoolState state = this.pool.drains().state();
		this.pool.drains().resume(this.now);
		DrainReceipt told = this.receipt;
		if (told == null || this.drainsOver.get() != 1) {
			return state + ", over " + this.drainsOver + " times";
		}
		return "%s, %d finished, %d refused".formatted(state, told.finished(), told.refused());
	}

	// After the race

	/**
	 * Ends what goes on and finds out whether the pool is as it should be.
	 * @return {@value Audit#SOUND}, or what is wrong
	 */
	String audit() {
		return new Audit(this).findings();
	}

	/**
	 * Returns how many connections have been opened so far.
	 */
	int opened() {
		return this.network.opened.get();
	}

	PoolSnapshot snapshot() {
		return this.pool.snapshot();
	}

	int slots() {
		return this.slots;
	}

	List<Caller> callers() {
		return this.callers;
	}

	boolean isEmpty() {
		return this.pool.isEmpty();
	}

	int dialing() {
		return this.network.dials.size();
	}

	/**
	 * Returns how many sockets there are, as a server would count them.
	 */
	int sockets() {
		return this.network.sockets.get();
	}

	HeardEvents heard() {
		return this.heard;
	}

	/**
	 * Returns what connections and callers have noticed that must not be.
	 */
	@Nullable String complaint() {
		return this.network.complaint.get();
	}

	// Network

	private void connected(PoolEntry dialed) {
		this.network.opened.incrementAndGet();
		this.pool.connected(dialed, new Connection(this, dialed), this.now);
	}

	private void failed(PoolEntry dialed, Throwable error) {
		this.network.sockets.decrementAndGet();
		this.pool.dialFailed(dialed, error, this.now);
	}

	private PendingDial dial(PoolEntry entry) {
		if (this.network.sockets.incrementAndGet() > this.slots) {
			this.network.complain("more sockets than slots");
		}
		if (this.network.holdsDials) {
			this.network.dials.add(entry);
		}
		else {
			connected(entry);
		}
		return new Dial(this, entry);
	}

	/**
	 * What all connections of a pool share.
	 */
	private static final class Network {

		private final Queue<PoolEntry> dials = new ConcurrentLinkedQueue<>();

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicInteger sockets = new AtomicInteger();

		private final AtomicReference<@Nullable String> complaint = new AtomicReference<>();

		private volatile boolean holdsDials;

		void complain(String what) {
			this.complaint.compareAndSet(null, what);
		}

	}

	/**
	 * A dial that may be over. It ends when it is cancelled, unless it has been answered.
	 */
	private record Dial(PoolUnderStress stressed, PoolEntry entry) implements PendingDial {

		@Override
		public DialProgress progress() {
			return new DialProgress(DialPhase.TCP, this.entry.host(), this.stressed.now);
		}

		@Override
		public void cancel() {
			if (this.stressed.network.dials.remove(this.entry)) {
				this.stressed.failed(this.entry, new CancellationException("cancelled"));
			}
		}

	}

	/**
	 * A connection that closes at once, and complains when it is lent twice.
	 */
	private static final class Connection implements PoolableConnection {

		private final PoolUnderStress stressed;

		private final PoolEntry entry;

		private final AtomicReference<@Nullable Caller> borrower = new AtomicReference<>();

		private final AtomicBoolean ended = new AtomicBoolean();

		Connection(PoolUnderStress stressed, PoolEntry entry) {
			this.stressed = stressed;
			this.entry = entry;
		}

		static Connection of(Lease lease) {
			return (Connection) lease.entry().connection();
		}

		void lend(Caller caller) {
			if (!this.borrower.compareAndSet(null, caller)) {
				this.stressed.network.complain("a connection is lent twice");
			}
		}

		void returned(Caller caller) {
			if (!takeBack(caller)) {
				this.stressed.network.complain("a connection is returned by another caller");
			}
		}

		boolean takeBack(Caller caller) {
			return this.borrower.compareAndSet(caller, null);
		}

		boolean isEnded() {
			return this.ended.get();
		}

		@Override
		public void close(CloseReason reason) {
			if (this.ended.compareAndSet(false, true)) {
				this.stressed.network.sockets.decrementAndGet();
				this.stressed.pool.closed(this.entry, reason, this.stressed.now);
			}
		}

		@Override
		public Map<CallPhase, Duration> openedIn() {
			return Map.of();
		}

		@Override
		public @Nullable Integer localPort() {
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
		public @Nullable String request() {
			return null;
		}

		@Override
		public @Nullable String callSite() {
			return null;
		}

		@Override
		public @Nullable LeaseUse leaseUse() {
			return null;
		}

	}

	/**
	 * A caller that keeps account of its answers. Its actions may be called from any
	 * thread.
	 */
	public static final class Caller extends PendingAcquire {

		private static final AtomicReferenceFieldUpdater<Caller, @Nullable Lease> HELD = AtomicReferenceFieldUpdater
			.newUpdater(Caller.class, Lease.class, "held");

		private static final AtomicReferenceFieldUpdater<Caller, Answer> ANSWER = AtomicReferenceFieldUpdater
			.newUpdater(Caller.class, Answer.class, "answer");

		private final PoolUnderStress stressed;

		private volatile Answer answer = Answer.WAITS;

		private volatile @Nullable Lease held;

		// Also when it has ended.
		private volatile @Nullable Lease last;

		private volatile boolean cancelled;

		private volatile boolean impatient;

		private volatile boolean streaming;

		private volatile @Nullable Thread parked;

		private Caller(PoolUnderStress stressed, SocketAddress host) {
			super(host, CONFIGURATION, stressed.now);
			this.stressed = stressed;
		}

		/**
		 * Asks for a connection.
		 */
		public void acquire() {
			this.stressed.pool.acquire(this, this.stressed.now);
			if (this.cancelled) {
				// It may have been cancelled before it was in the queue.
				leaveQueue();
			}
		}

		/**
		 * Gives up: leaves the queue, or gives the connection back that it has or is
		 * about to get.
		 */
		void cancel() {
			this.cancelled = true;
			leaveQueue();
			release();
		}

		private void leaveQueue() {
			if (this.stressed.pool.cancel(this, this.stressed.now)) {
				answered(Answer.LEFT_QUEUE);
			}
		}

		/**
		 * Gives the connection back, if it has one.
		 */
		public void release() {
			Lease lease = HELD.getAndSet(this, null);
			if (lease != null) {
				Connection.of(lease).returned(this);
				this.stressed.pool.released(lease, this.stressed.now);
			}
		}

		/**
		 * Ends the lease without asking whether another thread does so, too.
		 */
		void endLease() {
			Lease lease = Objects.requireNonNull(this.last, "no lease");
			if (Connection.of(lease).takeBack(this)) {
				this.held = null;
			}
			this.stressed.pool.released(lease, this.stressed.now);
		}

		/**
		 * Ends the lease and goes on, as another caller, with the next one of the same
		 * connection, or queues if there is none. Nothing happens if it has no lease.
		 * @param next that caller
		 */
		void renew(Caller next) {
			Lease lease = HELD.getAndSet(this, null);
			if (lease == null) {
				return;
			}
			Connection.of(lease).returned(this);
			Lease renewed = this.stressed.pool.renew(lease, next, this.stressed.now);
			if (renewed != null) {
				next.serve(renewed);
			}
			else {
				this.stressed.pool.released(lease, this.stressed.now);
				next.acquire();
			}
		}

		/**
		 * Releases the lease that it has or had, whatever has become of it.
		 */
		void releaseLate() {
			this.stressed.pool.released(Objects.requireNonNull(this.last, "no lease"), this.stressed.now);
		}

		/**
		 * Speaks another protocol from here on.
		 */
		void upgrade() {
			this.stressed.pool.upgraded(Objects.requireNonNull(this.last, "no lease"), this.stressed.now);
		}

		/**
		 * Is found to keep its connection for as long as it likes.
		 */
		void streams() {
			this.stressed.pool.streams(Objects.requireNonNull(this.last, "no lease"), this.stressed.now);
		}

		@Override
		protected boolean isStreaming() {
			return this.streaming;
		}

		/**
		 * The server closes the connection that the caller has or had.
		 */
		void serverClosesLate() {
			Connection.of(Objects.requireNonNull(this.last, "no lease")).close(CloseReason.NOT_PERSISTENT);
		}

		/**
		 * The server closes the connection, if the caller has one.
		 */
		void serverCloses() {
			Lease lease = this.held;
			if (lease != null) {
				Connection.of(lease).close(CloseReason.NOT_PERSISTENT);
			}
		}

		@Override
		protected void serve(Lease lease) {
			Connection connection = Connection.of(lease);
			connection.lend(this);
			if (this.cancelled) {
				connection.returned(this);
				answered(Answer.RETURNED_UNUSED);
				this.stressed.pool.returnedUnused(lease, this.stressed.now);
			}
			else if (connection.isEnded() || !this.stressed.pool.handedOver(lease, this.stressed.now)) {
				connection.returned(this);
				tryAgain(lease);
			}
			else {
				hold(lease);
			}
		}

		private void tryAgain(Lease dead) {
			this.stressed.pool.handOutFailed(dead, CloseReason.SERVER_CLOSED_IDLE, this.stressed.now);
			if (this.cancelled) {
				leaveQueue();
			}
		}

		private void hold(Lease lease) {
			this.last = lease;
			this.held = lease;
			answered(Answer.SERVED);
			if (this.cancelled) {
				release();
			}
		}

		@Override
		protected void fail(Throwable error) {
			if (error instanceof PoolClosedException) {
				answered(Answer.REFUSED);
			}
			else if (error instanceof AcquireTimeoutException) {
				answered(Answer.TIMED_OUT);
			}
			else if (error instanceof ConnectException || error instanceof BackedOffException) {
				answered(Answer.UNREACHABLE);
			}
			else {
				this.stressed.network.complain("a caller is told of " + error);
			}
		}

		@Override
		protected long endOfWait(long acquireDeadline) {
			return this.impatient ? since() : acquireDeadline;
		}

		@Override
		protected DialConfig dialConfig() {
			return SAME_FOR_ALL;
		}

		private void answered(Answer given) {
			if (!ANSWER.compareAndSet(this, Answer.WAITS, given)) {
				this.stressed.network.complain("a caller is answered " + this.answer + " and " + given);
			}
			LockSupport.unpark(this.parked);
		}

		/**
		 * Waits for the answer: spins for a moment, then parks, as a blocking client
		 * does.
		 * @param spins how often to look before it parks
		 */
		public void await(int spins) {
			for (int i = 0; i < spins && this.answer == Answer.WAITS; i++) {
				Thread.onSpinWait();
			}
			if (this.answer == Answer.WAITS) {
				this.parked = Thread.currentThread();
				while (this.answer == Answer.WAITS) {
					LockSupport.park(this);
				}
			}
		}

		/**
		 * Returns how the caller has fared so far.
		 * @return the answer
		 */
		public Answer answer() {
			return this.answer;
		}

		/**
		 * Whether it has a connection that is alive.
		 */
		boolean isHolding() {
			Lease lease = this.held;
			return lease != null && !Connection.of(lease).isEnded();
		}

	}

	/**
	 * Counts what listeners hear.
	 */
	static final class HeardEvents implements HttpPoolListener {

		private final AtomicInteger acquired = new AtomicInteger();

		private final AtomicInteger released = new AtomicInteger();

		private final AtomicInteger created = new AtomicInteger();

		private final AtomicInteger closed = new AtomicInteger();

		@Override
		public void acquired(Acquired event) {
			this.acquired.incrementAndGet();
		}

		@Override
		public void released(Released event) {
			this.released.incrementAndGet();
		}

		@Override
		public void created(Created event) {
			this.created.incrementAndGet();
		}

		@Override
		public void closed(Closed event) {
			this.closed.incrementAndGet();
		}

		int acquired() {
			return this.acquired.get();
		}

		int released() {
			return this.released.get();
		}

		int created() {
			return this.created.get();
		}

		int closed() {
			return this.closed.get();
		}

	}

}
