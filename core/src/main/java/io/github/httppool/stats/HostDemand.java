package io.github.httppool.stats;

import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import org.HdrHistogram.IntCountsHistogram;

/**
 * What the calls to one host need, within the last five minutes: how many connections at
 * once, and for how long. Counts calls as they come, not as they get a connection, and
 * how long they have it, not how long they wait: what a limit holds back is seen.
 * <p>
 * Takes 25 kB, and up to 32 kB more for a host with thousands of calls at once. A call
 * costs some counts, and allocates nothing. Times are in nanoseconds.
 */
public final class HostDemand {

	/** What is told is about so much of the past, and up to a tenth more. */
	public static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);

	private static final int SLOTS = 10;

	/** A call that has its connection for longer is no part of what comes and goes. */
	public static final long SLOT_NANOS = WINDOW_NANOS / SLOTS;

	/** The last minute, in slots. */
	private static final int RECENT_SLOTS = 2;

	private static final int USUAL_SLOTS = 2;

	private static final long USUAL_SLOT = TimeUnit.MINUTES.toNanos(20);

	/** Fewer leases do not tell how long one takes at present. */
	private static final int ENOUGH_LEASES = 5;

	private static final double NEARLY_ALL = 99;

	private static final CloseReason[] REASONS = CloseReason.values();

	private final TimeSlots<Slot> slots = new TimeSlots<>(SLOTS, SLOT_NANOS, Slot::new, Slot::clear);

	private final TimeSlots<Latencies> recent = new TimeSlots<>(RECENT_SLOTS, SLOT_NANOS, Latencies::new,
			Latencies::clear);

	private final TimeSlots<Latencies> usual = new TimeSlots<>(USUAL_SLOTS, USUAL_SLOT, Latencies::new,
			Latencies::clear);

	private final Arrivals arrivals = new Arrivals();

	private long lastCall;

	private boolean dropped;

	/**
	 * Begins with nothing.
	 * @param now the time
	 */
	public HostDemand(long now) {
		this.lastCall = now;
		this.slots.at(now);
	}

	/**
	 * A call wants a connection.
	 * @param inUse connections that calls have
	 * @param pending calls that wait for one
	 * @param limit how many connections there may be
	 * @param now the time
	 */
	public void callCame(int inUse, int pending, int limit, long now) {
		this.lastCall = now;
		Slot slot = this.slots.at(now);
		slot.calls++;
		long lease = presentLease(slot, now);
		if (lease == 0) {
			return;
		}
		int came = this.arrivals.came(lease, now);
		slot.needed.recordValue(came);
		if (came <= limit && inUse >= limit && pending > 0) {
			slot.heldBack++;
			slot.heldBackNeed += Math.min(inUse + pending + 1, 2 * limit);
		}
	}

	/**
	 * How long a call has its connection at present, or 0 if too little is known.
	 */
	private long presentLease(Slot slot, long now) {
		Slot before = this.slots.before(now);
		long leases = slot.leases + before.leases;
		return (leases < ENOUGH_LEASES) ? 0 : (slot.leased + before.leased) / leases;
	}

	/**
	 * A call has to wait, as all connections that may be are in use or being closed.
	 * @param now the time
	 */
	public void waits(long now) {
		this.slots.at(now).waited++;
	}

	/**
	 * A call has got a connection.
	 * @param inUse connections that calls have, this one included
	 * @param now the time
	 */
	public void leaseBegan(int inUse, long now) {
		Slot slot = this.slots.at(now);
		slot.mostInUse = Math.max(slot.mostInUse, inUse);
	}

	/**
	 * Long-lived calls have connections; to be told whenever that begins, and before it
	 * ends.
	 * @param streaming how many
	 * @param now the time
	 */
	public void streams(int streaming, long now) {
		Slot slot = this.slots.at(now);
		slot.mostStreaming = Math.max(slot.mostStreaming, streaming);
	}

	/**
	 * A call has given its connection back. One that had it for longer than half a minute
	 * counts as such: those under way for that long are counted as they are.
	 * @param held how long it had it
	 * @param now the time
	 */
	public void leaseTook(long held, long now) {
		Slot slot = this.slots.at(now);
		slot.leases++;
		slot.leased += Math.min(Math.max(0, held), SLOT_NANOS);
		this.recent.at(now).record(held);
		this.usual.at(now).record(held);
	}

	/**
	 * A call has lost its connection as it ran into a limit of time, and had waited for
	 * it for a shorter time than it had it.
	 * @param now the time
	 */
	public void leaseWasCutOff(long now) {
		this.slots.at(now).cutOff++;
	}

	/**
	 * A connection was opened.
	 * @param now the time
	 */
	public void created(long now) {
		this.slots.at(now).created++;
	}

	/**
	 * A connection is closed.
	 * @param reason why
	 * @param requests how many calls it has served
	 * @param wornOut whether it could not serve another call, though the pool would have
	 * kept it
	 * @param now the time
	 */
	public void closed(CloseReason reason, long requests, boolean wornOut, long now) {
		Slot slot = this.slots.at(now);
		slot.closed[reason.ordinal()]++;
		if (wornOut) {
			slot.wornOutFor[reason.ordinal()]++;
			slot.wornOutRequests += requests;
		}
	}

	/**
	 * Returns how old the last call is.
	 */
	long sinceLastCall(long now) {
		return now - this.lastCall;
	}

	/**
	 * Returns how many calls have come within the window, for each nanosecond of it.
	 */
	double rate(long now) {
		long[] calls = new long[1];
		this.slots.forAll(now, (slot) -> calls[0] += slot.calls);
		return (double) calls[0] / Math.max(1, this.slots.covered(now));
	}

	/**
	 * Another host has got its place: nothing is to be recorded any more.
	 */
	void drop() {
		this.dropped = true;
	}

	boolean isDropped() {
		return this.dropped;
	}

	/**
	 * Returns what was recorded.
	 * @param now the time
	 * @return the sum of the window
	 */
	public DemandFigures figures(long now) {
		Slot sum = sum(now);
		Latencies lately = new Latencies();
		this.recent.forAll(now, lately::add);
		Latencies usually = new Latencies();
		this.usual.forAll(now, usually::add);
		return new DemandFigures(this.slots.covered(now), sum.calls, sum.neededByNearlyAll(),
				(sum.leases > 0) ? sum.leased / sum.leases : 0, sum.leases, sum.cutOff, sum.heldBack,
				(sum.heldBack > 0) ? (double) sum.heldBackNeed / sum.heldBack : 0, sum.waited, sum.mostInUse,
				sum.mostStreaming, lately.count(), lately.median(), usually.count(), usually.median(), sum.created,
				Counts.positive(REASONS, sum.closed, CloseReason.class),
				Counts.positive(REASONS, sum.wornOutFor, CloseReason.class), sum.wornOutRequests, sum.idleCloses);
	}

	private Slot sum(long now) {
		Slot sum = new Slot();
		this.slots.forAll(now, sum::add);
		return sum;
	}

	private static final class Slot {

		private final IntCountsHistogram needed = new IntCountsHistogram(Arrivals.MOST, 1);

		private final long[] closed = new long[REASONS.length];

		private final long[] wornOutFor = new long[REASONS.length];

		private long calls;

		private long leases;

		private long leased;

		private long cutOff;

		private long heldBack;

		private long heldBackNeed;

		private long waited;

		private int mostInUse;

		private int mostStreaming;

		private long created;

		private long wornOutRequests;

		private int idleCloses;

		/**
		 * Exact below 32, as all small numbers are, and else known to 6 %.
		 */
		int neededByNearlyAll() {
			long value = this.needed.getValueAtPercentile(NEARLY_ALL);
			return (int) Math.min(this.needed.medianEquivalentValue(value), Arrivals.MOST);
		}

		void clear() {
			this.needed.reset();
			Counts.clear(this.closed);
			Counts.clear(this.wornOutFor);
			this.calls = 0;
			this.leases = 0;
			this.leased = 0;
			this.cutOff = 0;
			this.heldBack = 0;
			this.heldBackNeed = 0;
			this.waited = 0;
			this.mostInUse = 0;
			this.mostStreaming = 0;
			this.created = 0;
			this.wornOutRequests = 0;
		}

		void add(Slot other) {
			this.needed.add(other.needed);
			Counts.add(other.closed, this.closed);
			Counts.add(other.wornOutFor, this.wornOutFor);
			this.calls += other.calls;
			this.leases += other.leases;
			this.leased += other.leased;
			this.cutOff += other.cutOff;
			this.heldBack += other.heldBack;
			this.heldBackNeed += other.heldBackNeed;
			this.waited += other.waited;
			this.mostInUse = Math.max(this.mostInUse, other.mostInUse);
			this.mostStreaming = Math.max(this.mostStreaming, other.mostStreaming);
			this.created += other.created;
			this.wornOutRequests += other.wornOutRequests;
			this.idleCloses += (other.closed[CloseReason.SERVER_CLOSED_IDLE.ordinal()] > 0) ? 1 : 0;
		}

	}

}
