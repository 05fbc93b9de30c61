package io.github.httppool.stats;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.LeakKind;
import io.github.httppool.RecentSnapshot;

/**
 * What has happened in one pool within the last minute. Takes 28 kB, however busy the
 * pool is. Times are in nanoseconds.
 */
public final class RecentFigures {

	private static final long SLOT = TimeUnit.SECONDS.toNanos(10);

	private static final int SLOTS = 6;

	private static final long LATE = SLOTS * SLOT / 10;

	private static final Duration WINDOW = Duration.ofNanos(SLOTS * SLOT);

	private static final CloseReason[] REASONS = CloseReason.values();

	private static final CallPhase[] PHASES = CallPhase.values();

	private static final LeakKind[] KINDS = LeakKind.values();

	private static final Set<CallPhase> LIMITED = EnumSet.complementOf(EnumSet.of(CallPhase.DONE));

	private final TimeSlots<Slot> slots = new TimeSlots<>(SLOTS, SLOT, Slot::new, Slot::clear);

	/**
	 * A caller is given a connection.
	 * @param waited for how long it has waited
	 * @param now the time
	 */
	public void acquired(long waited, long now) {
		Slot slot = this.slots.at(now);
		slot.acquired++;
		slot.waits.record(waited);
	}

	/**
	 * A connection has not reached the caller it was given to, who goes on waiting. That
	 * it has waited until then stays recorded.
	 * @param now the time
	 */
	public void revoked(long now) {
		this.slots.at(now).acquired--;
	}

	/**
	 * A caller goes without a connection.
	 * @param outcome why
	 * @param waited for how long it has waited
	 * @param now the time
	 */
	public void notAcquired(AcquireOutcome outcome, long waited, long now) {
		Slot slot = this.slots.at(now);
		slot.waits.record(waited);
		switch (outcome) {
			case TIMEOUT -> slot.timeouts++;
			case REJECTED -> slot.rejected++;
			case ERROR -> slot.failed++;
			case CANCELLED, NEW, REUSED -> {
				// The caller has given up by itself.
			}
		}
	}

	/**
	 * A call has given its connection back.
	 * @param held for how long it had it
	 * @param now the time
	 */
	public void released(long held, long now) {
		this.slots.at(now).leases.record(held);
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
	 * @param now the time
	 */
	public void closed(CloseReason reason, long now) {
		this.slots.at(now).closed[reason.ordinal()]++;
	}

	/**
	 * A leak was found.
	 * @param kind how certain it is
	 * @param now the time
	 */
	public void leaked(LeakKind kind, long now) {
		this.slots.at(now).leaks[kind.ordinal()]++;
	}

	/**
	 * A call has run into a limit.
	 * @param phase what it was waiting for
	 * @param now the time
	 */
	public void callTimedOut(CallPhase phase, long now) {
		this.slots.at(now).timedOut[phase.ordinal()]++;
	}

	/**
	 * An event loop was late.
	 * @param nanos by how much
	 * @param now the time
	 */
	public void loopDelayed(long nanos, long now) {
		this.slots.at(now).delayed += nanos;
	}

	/**
	 * Returns whether the event loops were late for so much of the last minute that calls
	 * may have been slow because of that.
	 * @param now the time
	 * @return whether it was a tenth, of one of them or in parts of several
	 */
	public boolean wereLoopsLate(long now) {
		long[] delayed = new long[1];
		this.slots.forAll(now, (slot) -> delayed[0] += slot.delayed);
		return delayed[0] >= LATE;
	}

	/**
	 * Returns the figures of the last minute.
	 * @param now the time
	 * @return the sum of what was recorded
	 */
	public RecentSnapshot snapshot(long now) {
		Slot sum = new Slot();
		this.slots.forAll(now, sum::add);
		return sum.snapshot();
	}

	private static final class Slot {

		private final Latencies waits = new Latencies();

		private final Latencies leases = new Latencies();

		private final long[] closed = new long[REASONS.length];

		private final long[] leaks = new long[KINDS.length];

		private final long[] timedOut = new long[PHASES.length];

		private long acquired;

		private long created;

		private long timeouts;

		private long rejected;

		private long failed;

		private long delayed;

		void clear() {
			this.waits.clear();
			this.leases.clear();
			Counts.clear(this.closed);
			Counts.clear(this.leaks);
			Counts.clear(this.timedOut);
			this.acquired = 0;
			this.created = 0;
			this.timeouts = 0;
			this.rejected = 0;
			this.failed = 0;
			this.delayed = 0;
		}

		void add(Slot other) {
			this.waits.add(other.waits);
			this.leases.add(other.leases);
			Counts.add(other.closed, this.closed);
			Counts.add(other.leaks, this.leaks);
			Counts.add(other.timedOut, this.timedOut);
			this.acquired += other.acquired;
			this.created += other.created;
			this.timeouts += other.timeouts;
			this.rejected += other.rejected;
			this.failed += other.failed;
		}

		RecentSnapshot snapshot() {
			// A lease of the window before may have been revoked in this one.
			return new RecentSnapshot(WINDOW, Math.max(0, this.acquired), this.created, this.timeouts, this.rejected,
					this.failed, Counts.positive(REASONS, this.closed, CloseReason.class), leaks(),
					this.waits.snapshot(), this.leases.snapshot(), byPhase());
		}

		private RecentSnapshot.Leaks leaks() {
			return new RecentSnapshot.Leaks(this.leaks[LeakKind.SUSPECTED.ordinal()],
					this.leaks[LeakKind.CONFIRMED.ordinal()], this.leaks[LeakKind.RECLAIMED.ordinal()]);
		}

		private Map<CallPhase, Long> byPhase() {
			Map<CallPhase, Long> byPhase = new EnumMap<>(CallPhase.class);
			LIMITED.forEach((phase) -> byPhase.put(phase, this.timedOut[phase.ordinal()]));
			return byPhase;
		}

	}

}
