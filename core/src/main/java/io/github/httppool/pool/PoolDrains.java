package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is drained, and what it must hear of its calls for that. Every method takes
 * the pool's lock and frees it, may be called from any thread, and does not block.
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
	 * A call has turned out to have no end that could be waited for, as an event stream:
	 * it is ended now if the pool is being drained.
	 * @param lease what it has
	 * @param now the time
	 */
	public void endless(Lease lease, long now) {
		this.context.lock.runLocked(() -> {
			if (!this.admission.drains().isEmpty() && lease.isHeld()) {
				this.admission.drains().forEach((drain) -> drain.streamEnded(lease.caller()));
				lease.entry().group.host.abort(lease.entry(), CloseReason.DRAINED, now);
				this.admission.goesNoFurther(lease.caller(), now);
			}
		});
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
			PoolDrain last = this.admission.lastDrain();
			return (last != null) ? new Begun(last.purpose(), Elapsed.nanos(last.since(), now)) : null;
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
	 * Returns whether no call is under way.
	 */
	boolean areCallsOver() {
		return this.context.lock.getLocked(this.underWay::areOver);
	}

	/**
	 * Returns for how long no call has ended.
	 */
	long nanosSinceEnd(long now) {
		return this.context.lock.getLocked(() -> this.admission.nanosSinceEnd(now));
	}

	/**
	 * Returns whether no call waits for a connection, or is going to.
	 */
	boolean areCallsServed() {
		return this.context.lock.getLocked(this.underWay::areServed);
	}

	// What a drain does

	/**
	 * A drain begins. From here on the calls are counted.
	 * @return the pool's part in it
	 * @throws IllegalStateException if the pool is closed, or is to be taken out of use
	 * and has been before
	 */
	PoolDrain begin(Drain drain, DrainPurpose purpose, long now) {
		return this.context.lock.getLocked(() -> {
			if (this.context.isClosed()) {
				throw new IllegalStateException("pool '%s' is closed".formatted(this.pool));
			}
			PoolDrain begun = new PoolDrain(drain, purpose, this.underWay.callers().size(), now);
			if (purpose == DrainPurpose.TAKE_OUT) {
				takeOut();
			}
			this.admission.begin(begun);
			return begun;
		});
	}

	private void takeOut() {
		if (this.admission.state() != PoolState.RUNNING) {
			throw new IllegalStateException(
					"pool '%s' is %s and cannot be drained".formatted(this.pool, this.admission.state()));
		}
		this.admission.become(PoolState.DRAINING);
	}

	/**
	 * Closes idle connections and cancels the dials that no caller waits for.
	 */
	void closeUnused(long now) {
		this.context.lock.runLocked(() -> this.shutdown.closeUnused(now));
	}

	/**
	 * A drain ends.
	 * @param drain the pool's part in it
	 * @param timeUp whether calls that are left are aborted
	 * @return what has become of the calls
	 */
	DrainFigures end(PoolDrain drain, boolean timeUp, long now) {
		return this.context.lock.getLocked(() -> {
			if (drain.isResumed() || this.context.isClosed()) {
				return count(drain, now);
			}
			if (timeUp || drain.purpose() == DrainPurpose.CLOSE) {
				this.shutdown.abortCalls(now);
			}
			DrainFigures figures = count(drain, now);
			settle(drain.purpose(), now);
			return figures;
		});
	}

	private DrainFigures count(PoolDrain drain, long now) {
		this.admission.end(drain);
		return drain.figures(this.underWay.callers().size(), now);
	}

	private void settle(DrainPurpose purpose, long now) {
		switch (purpose) {
			case STOP -> this.shutdown.rest(now);
			case TAKE_OUT -> {
				this.admission.become(PoolState.DRAINED);
				this.shutdown.rest(now);
			}
			case CLOSE -> {
				this.shutdown.close(now);
				this.admission.drains()
					.forEach((other) -> this.context.lock.answerAfterUnlock(other.owner()::poolClosed));
			}
		}
	}

	/**
	 * Takes the pool back into use. A drain that was to take it out has no effect any
	 * more.
	 * @throws IllegalStateException if the pool is closed
	 */
	public void resume() {
		this.context.lock.runLocked(() -> {
			if (this.context.isClosed()) {
				throw new IllegalStateException("pool '%s' is closed and cannot be resumed".formatted(this.pool));
			}
			this.admission.drains()
				.stream()
				.filter((drain) -> drain.purpose() == DrainPurpose.TAKE_OUT)
				.forEach(PoolDrain::resumed);
			this.admission.become(PoolState.RUNNING);
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
