package io.github.httppool.pool;

import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolState;
import io.github.httppool.text.DurationInWords;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is drained, and what it must hear of its calls for that. Every public method
 * takes the pool's lock and frees it, may be called from any thread, and does not block.
 */
public final class PoolDrains {

	private final String pool;

	private final PoolContext context;

	private final PoolAdmission admission;

	private final CallsUnderWay underWay;

	private final PoolShutdown shutdown;

	private final CompositeHttpPoolListener listeners;

	PoolDrains(String pool, PoolContext context, CallsUnderWay underWay, PoolShutdown shutdown,
			CompositeHttpPoolListener listeners) {
		this.pool = pool;
		this.context = context;
		this.admission = context.admission;
		this.underWay = underWay;
		this.shutdown = shutdown;
		this.listeners = listeners;
	}

	String pool() {
		return this.pool;
	}

	// What calls tell

	/**
	 * The connection of a call is about to end, and the call is going to ask for another
	 * one, as it was redirected for example. It is under way until it does, or
	 * {@link #goesNoFurther}.
	 * @param last who has the connection
	 */
	public void goesOn(PendingAcquire last) {
		this.context.lock.runLocked(() -> {
			if (!last.isOver()) {
				this.admission.goesOn(last);
			}
		});
	}

	/**
	 * A call is not going to ask for a connection again, though that was expected.
	 * @param last who has asked last
	 * @param now the time
	 */
	public void goesNoFurther(PendingAcquire last, long now) {
		this.context.lock.runLocked(() -> this.admission.goesNoFurther(last, now));
	}

	/**
	 * A call is found to have no end that could be waited for, as an event stream: it is
	 * ended now if the pool is being drained.
	 * @param lease what it has
	 * @param now the time
	 */
	public void endless(Lease lease, long now) {
		this.context.lock.runLocked(() -> {
			if (!this.admission.drains().isEmpty() && lease.isHeld()) {
				this.admission.drains().forEach((drain) -> drain.streamEnded(lease.caller()));
				lease.entry().group.host.abort(lease.entry(), CloseReason.DRAINED, now);
				endsWithStream(lease.caller(), now);
			}
		});
	}

	/**
	 * A client may give the response up for another attempt, which is refused.
	 */
	private void endsWithStream(PendingAcquire caller, long now) {
		if (caller.mayAskAgain()) {
			this.admission.abort(caller);
		}
		else {
			this.admission.goesNoFurther(caller, now);
		}
	}

	// What is asked

	/**
	 * Returns whether the pool serves calls.
	 * @return the state
	 */
	public PoolState state() {
		return this.context.lock.getLocked(this.admission::state);
	}

	/**
	 * Returns the drain that began last.
	 * @param now the time
	 * @return what it is for and how long ago it began, or {@code null} if there was none
	 */
	public @Nullable Begun last(long now) {
		return this.context.lock.getLocked(() -> {
			DrainPurpose last = this.admission.lastPurpose();
			return (last != null) ? new Begun(last, this.admission.nanosSinceDrainBegan(now)) : null;
		});
	}

	/**
	 * Returns the calls that are under way, each by one of its callers.
	 */
	List<PendingAcquire> callers() {
		return this.context.lock.getLocked(this.underWay::callers);
	}

	/**
	 * Returns the connections that calls have.
	 */
	List<PoolableConnection> connectionsOfCalls() {
		return this.context.lock.getLocked(this.underWay::connections);
	}

	/**
	 * Returns whether no call waits for a connection, or is going to.
	 */
	boolean areCallsServed() {
		return this.context.lock.getLocked(this.underWay::areServed);
	}

	// What a drain does, with the lock held

	/**
	 * Returns the lock, which all pools of an application share.
	 */
	PoolLock lock() {
		return this.context.lock;
	}

	/**
	 * A drain begins. From here on the calls are counted.
	 * @return the pool's part in it
	 * @throws IllegalStateException if the pool is closed, or is to be taken out of use
	 * and has been before
	 */
	PoolDrain begin(Drain drain, DrainPurpose purpose, long now) {
		if (this.context.isClosed()) {
			throw new IllegalStateException("pool '%s' is closed".formatted(this.pool));
		}
		PoolDrain begun = new PoolDrain(drain, purpose, this.underWay.callers().size(), now);
		if (purpose == DrainPurpose.TAKE_OUT) {
			takeOut();
		}
		this.admission.begin(begun);
		this.context.floors.rest();
		return begun;
	}

	private void takeOut() {
		if (this.admission.state() != PoolState.RUNNING) {
			throw new IllegalStateException(
					"pool '%s' is %s and cannot be drained".formatted(this.pool, this.admission.state()));
		}
		this.admission.become(PoolState.DRAINING);
	}

	/**
	 * Returns whether no call is under way.
	 */
	boolean areCallsOver() {
		return this.underWay.areOver();
	}

	/**
	 * Returns for how long no call has ended.
	 */
	long nanosSinceEnd(long now) {
		return this.admission.nanosSinceEnd(now);
	}

	/**
	 * A drain ends.
	 * @param drain the pool's part in it
	 * @param aborting whether calls that are left are aborted
	 * @return what has become of the calls
	 */
	DrainFigures end(PoolDrain drain, boolean aborting, long now) {
		if (drain.isGivenUp() || this.context.isClosed()) {
			return count(drain, now);
		}
		if (aborting || drain.purpose() == DrainPurpose.CLOSE) {
			this.shutdown.abortCalls(now);
		}
		DrainFigures figures = count(drain, now);
		settle(drain.purpose(), now);
		return figures;
	}

	private DrainFigures count(PoolDrain drain, long now) {
		this.admission.end(drain);
		return drain.takeFigures(this.underWay.callers().size(), now);
	}

	private void settle(DrainPurpose purpose, long now) {
		switch (purpose) {
			case STOP -> this.shutdown.rest(now);
			case TAKE_OUT -> {
				this.admission.become(PoolState.DRAINED);
				this.shutdown.rest(now);
			}
			case CLOSE -> this.shutdown.close(now);
		}
	}

	/**
	 * Returns the drains that are under way.
	 */
	Stream<Drain> owners() {
		return this.admission.drains().stream().map(PoolDrain::owner);
	}

	// With the lock free

	/**
	 * Closes idle connections and cancels the dials that no caller waits for.
	 */
	void closeUnused(long now) {
		this.context.lock.runLocked(() -> this.shutdown.closeUnused(now));
	}

	/**
	 * Takes the pool back into use. A drain that was to take it out has no effect any
	 * more.
	 * @param now the time
	 * @throws IllegalStateException if the pool is closed
	 */
	public void resume(long now) {
		this.context.lock.runLocked(() -> {
			if (this.context.isClosed()) {
				throw new IllegalStateException("pool '%s' is closed and cannot be resumed".formatted(this.pool));
			}
			this.admission.drains()
				.stream()
				.filter((drain) -> drain.purpose() == DrainPurpose.TAKE_OUT)
				.forEach(PoolDrain::giveUp);
			this.admission.become(PoolState.RUNNING);
			if (this.admission.drains().isEmpty()) {
				this.context.floors.goOn(now);
			}
		});
	}

	void tell(DrainReceipt receipt) {
		this.listeners.tell(HttpPoolListener::drained, receipt);
	}

	/**
	 * A drain that has begun.
	 *
	 * @param purpose what it is for
	 * @param nanos how long ago it began
	 */
	public record Begun(DrainPurpose purpose, long nanos) {

		/**
		 * Returns how long ago it began.
		 * @return the time, as in {@code 1.9 s}
		 */
		public String ago() {
			return DurationInWords.of(this.nanos);
		}

	}

}
