package io.github.httppool.pool;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.NotAcquired;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers of a pool go without a connection: counts it, tells the listeners, and
 * then the caller, unless it has given up. Called with the pool's lock held, for callers
 * who wait no longer. What they are told is made once it is free.
 */
final class AcquireFailures {

	private final PoolLock lock;

	private final PoolSettings settings;

	private final PoolLedger ledger;

	private final PoolEvents events;

	private final PoolAdmission admission;

	private final RefusalSummary summary;

	AcquireFailures(String pool, PoolLock lock, PoolSettings settings, PoolLedger ledger, PoolEvents events,
			PoolAdmission admission) {
		this.lock = lock;
		this.settings = settings;
		this.ledger = ledger;
		this.events = events;
		this.admission = admission;
		this.summary = new RefusalSummary(pool);
	}

	RefusalSummary summary() {
		return this.summary;
	}

	/**
	 * Callers of one host have waited too long, all of them at the same moment.
	 */
	void timedOut(List<PendingAcquire> waiters, HostPool host, long now) {
		this.ledger.counters.timeouts += waiters.size();
		Figures figures = this.ledger.figures(host, now);
		for (PendingAcquire waiter : waiters) {
			this.summary.timedOut(host.label(), now);
			DialFailure lastFailure = host.lastFailure(waiter);
			long waited = Elapsed.nanos(waiter.since(), now);
			long granted = waiter.granted;
			boolean held = waiter.heldAsStream;
			refuse(waiter, host, AcquireOutcome.TIMEOUT, HttpPoolListener::timedOut, () -> AcquireFailureMessages
				.timeout(figures, held, waited, granted, lastFailure, waiter.phases(now)), now);
		}
	}

	void queueFull(PendingAcquire waiter, HostPool host, long now) {
		this.ledger.counters.rejected++;
		Figures figures = this.ledger.figures(host, now);
		this.summary.queueFull(host.label(), now);
		boolean held = waiter.heldAsStream;
		int maxPending = this.settings.limits().maxPending();
		int servedByDials = host.queue().servedByDials();
		DialFailure lastFailure = host.lastFailure(waiter);
		refuse(waiter, host, AcquireOutcome.REJECTED, HttpPoolListener::rejected, () -> AcquireFailureMessages
			.queueFull(figures, held, maxPending, servedByDials, lastFailure, waiter.phases(now)), now);
	}

	/**
	 * The pool does not serve the caller, whatever connections it has.
	 */
	void refused(PendingAcquire waiter, HostPool host, Refusal reason, long now) {
		this.ledger.counters.rejected++;
		Figures figures = this.ledger.figures(host, now);
		long drainedNanos = this.admission.nanosSinceDrainBegan(now);
		tell(waiter, host, AcquireOutcome.REJECTED, HttpPoolListener::rejected,
				() -> AcquireFailureMessages.refused(figures, reason, drainedNanos, waiter.phases(now)), now);
	}

	/**
	 * Dials to a host must not begin, as no descriptor is left for them.
	 * @param refused how many of them are counted as dials still
	 */
	DialFailure descriptorsExhausted(HostPool host, int refused, FileDescriptorsSnapshot descriptors, long now) {
		Figures figures = this.ledger.figuresWithout(refused, host, now);
		return DialFailure
			.refusal((phases) -> AcquireFailureMessages.descriptorsExhausted(figures, descriptors, phases));
	}

	/**
	 * The caller was to be served by a dial that has failed, or was refused itself.
	 */
	void notDialed(PendingAcquire waiter, HostPool host, DialFailure failure, long now) {
		if (failure.isRefusal()) {
			this.ledger.counters.rejected++;
			this.summary.descriptorsExhausted(host.label(), now);
			refuse(waiter, host, AcquireOutcome.REJECTED, HttpPoolListener::rejected,
					() -> failure.error(waiter.phases(now)), now);
		}
		else {
			unreachable(waiter, host, failure::error, now);
		}
	}

	/**
	 * The host is not dialed for the caller, as the last dials have failed.
	 */
	void backedOff(PendingAcquire waiter, HostPool host, DialBackoff backoff, long now) {
		DialFailure last = Objects.requireNonNull(backoff.lastFailure());
		int attempts = backoff.failures();
		long nanos = Elapsed.nanos(backoff.since(), now);
		long pauseNanos = backoff.pauseEnd() - now;
		unreachable(waiter, host,
				() -> AcquireFailureMessages.backedOff(host.label(), last, attempts, nanos, pauseNanos), now);
	}

	/**
	 * The caller has given up; it is told nothing.
	 */
	void cancelled(PendingAcquire waiter, HostPool host, long now) {
		this.ledger.recent.notAcquired(AcquireOutcome.CANCELLED, Elapsed.nanos(waiter.since(), now), now);
		this.events.cancelled(waiter, host, now);
	}

	void unreachable(PendingAcquire waiter, HostPool host, Supplier<? extends Throwable> error, long now) {
		this.ledger.counters.failed++;
		refuse(waiter, host, AcquireOutcome.ERROR, HttpPoolListener::failed, error, now);
	}

	/**
	 * The caller fails, though its call may ask again.
	 */
	private void refuse(PendingAcquire waiter, HostPool host, AcquireOutcome outcome,
			BiConsumer<HttpPoolListener, NotAcquired> method, Supplier<? extends Throwable> error, long now) {
		if (waiter.mayAskAgain()) {
			this.admission.goesOn(waiter);
		}
		this.admission.ended(true, now);
		tell(waiter, host, outcome, method, error, now);
	}

	private void tell(PendingAcquire waiter, HostPool host, AcquireOutcome outcome,
			BiConsumer<HttpPoolListener, NotAcquired> method, Supplier<? extends Throwable> error, long now) {
		this.ledger.recent.notAcquired(outcome, Elapsed.nanos(waiter.since(), now), now);
		Told told = new Told(error);
		this.events.notAcquired(method, waiter, host, outcome, told, now);
		this.lock.answerAfterUnlock(() -> waiter.fail(told.get()));
	}

	/**
	 * The error that listeners and caller are told of, made when the first of them is.
	 */
	private static final class Told implements Supplier<Throwable> {

		private final Supplier<? extends Throwable> maker;

		private @Nullable Throwable error;

		Told(Supplier<? extends Throwable> maker) {
			this.maker = maker;
		}

		@Override
		public Throwable get() {
			Throwable made = this.error;
			if (made == null) {
				made = make();
				this.error = made;
			}
			return made;
		}

		/**
		 * The caller must be told of something, or it would wait for ever.
		 */
		private Throwable make() {
			try {
				return this.maker.get();
			}
			catch (Throwable ex) {
				return ex;
			}
		}

	}

}
