package io.github.httppool.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.LeakKind;
import io.github.httppool.RetryOutcome;
import io.github.httppool.StaleOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one pool in one registry. Meters used for alerts are registered at the
 * start, for every cause and kind, because a series must start at zero to show its first
 * event. All others are registered on their first event, because most never have one.
 */
final class PoolMeters implements HttpPoolListener {

	private static final Duration[] ACQUIRE_BUCKETS = Stream
		.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
		.map(Duration::ofMillis)
		.toArray(Duration[]::new);

	private final EnumMeters<AcquireOutcome, Timer> acquire;

	private final EnumMeters<CreationOutcome, Timer> creation;

	private final EnumMeters<CallPhase, Timer> creationPhases;

	private final Timer usage;

	private final @Nullable Timer lifetime;

	private final DistributionSummary requests;

	private final EnumMeters<CloseReason, Counter> closed;

	private final EnumMeters<RejectionCause, Counter> rejected;

	private final EnumMeters<RetryOutcome, Counter> retries;

	private final EnumMeters<StaleOutcome, Counter> stale;

	private final EnumMeters<LeakKind, Counter> leaks;

	private final Timer eventLoopDelay;

	private final HostMeters hosts;

	/**
	 * Registers the meters.
	 * @param name name of the pool
	 * @param meters registers them
	 * @param hosts those of its hosts
	 * @param naming which of them are registered
	 */
	PoolMeters(String name, OwnMeters meters, HostMeters hosts, MeterNaming naming) {
		Tag pool = HttpPoolTag.POOL.of(name);
		this.hosts = hosts;
		this.acquire = new EnumMeters<>(AcquireOutcome.class, (outcome) -> acquireTimer(pool, outcome, meters),
				AcquireOutcome.TIMEOUT);
		this.creation = new EnumMeters<>(CreationOutcome.class, (outcome) -> creationTimer(pool, outcome, meters));
		this.creationPhases = new EnumMeters<>(CallPhase.class, (phase) -> phaseTimer(pool, phase, meters));
		this.usage = meters.add(HttpPoolMeter.CONNECTIONS_USAGE.timer().tags(Tags.of(pool))::register);
		this.lifetime = HttpPoolMeter.CONNECTIONS_LIFETIME.isIn(naming)
				? meters.add(HttpPoolMeter.CONNECTIONS_LIFETIME.timer().tags(Tags.of(pool))::register) : null;
		this.requests = meters.add(HttpPoolMeter.CONNECTIONS_REQUESTS.summary().tags(Tags.of(pool))::register);
		this.closed = new EnumMeters<>(CloseReason.class, (reason) -> closedCounter(pool, reason, meters),
				CloseReason.IDLE_TIMEOUT);
		this.rejected = new EnumMeters<>(RejectionCause.class, (cause) -> rejectedCounter(pool, cause, meters),
				RejectionCause.values());
		this.retries = new EnumMeters<>(RetryOutcome.class, (outcome) -> retryCounter(pool, outcome, meters),
				RetryOutcome.values());
		this.stale = new EnumMeters<>(StaleOutcome.class, (outcome) -> staleCounter(pool, outcome, meters),
				StaleOutcome.values());
		this.leaks = new EnumMeters<>(LeakKind.class, (kind) -> leakCounter(pool, kind, meters), LeakKind.values());
		this.eventLoopDelay = meters.add(HttpPoolMeter.EVENT_LOOP_DELAY.timer().tags(Tags.of(pool))::register);
	}

	private static Timer acquireTimer(Tag pool, AcquireOutcome outcome, OwnMeters meters) {
		return meters.add(HttpPoolMeter.ACQUIRE.timer()
			.tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome)))
			.serviceLevelObjectives(ACQUIRE_BUCKETS)
			.minimumExpectedValue(ACQUIRE_BUCKETS[0])
			.maximumExpectedValue(ACQUIRE_BUCKETS[ACQUIRE_BUCKETS.length - 1])::register);
	}

	private static Timer creationTimer(Tag pool, CreationOutcome outcome, OwnMeters meters) {
		return meters.add(HttpPoolMeter.CONNECTIONS_CREATION.timer()
			.tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome)))::register);
	}

	private static Timer phaseTimer(Tag pool, CallPhase phase, OwnMeters meters) {
		return meters.add(HttpPoolMeter.CONNECTIONS_CREATION_PHASE.timer()
			.tags(Tags.of(pool, HttpPoolTag.PHASE.of(phase)))::register);
	}

	private static Counter closedCounter(Tag pool, CloseReason reason, OwnMeters meters) {
		return meters.add(HttpPoolMeter.CONNECTIONS_CLOSED.counter()
			.tags(Tags.of(pool, HttpPoolTag.REASON.of(reason.name())))::register);
	}

	private static Counter rejectedCounter(Tag pool, RejectionCause cause, OwnMeters meters) {
		return meters.add(HttpPoolMeter.REJECTED.counter().tags(Tags.of(pool, HttpPoolTag.CAUSE.of(cause)))::register);
	}

	private static Counter retryCounter(Tag pool, RetryOutcome outcome, OwnMeters meters) {
		return meters
			.add(HttpPoolMeter.RETRIES.counter().tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome)))::register);
	}

	private static Counter staleCounter(Tag pool, StaleOutcome outcome, OwnMeters meters) {
		return meters.add(HttpPoolMeter.STALE.counter().tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome)))::register);
	}

	private static Counter leakCounter(Tag pool, LeakKind kind, OwnMeters meters) {
		return meters.add(HttpPoolMeter.LEAKS.counter().tags(Tags.of(pool, HttpPoolTag.KIND.of(kind)))::register);
	}

	@Override
	public void acquired(Acquired event) {
		this.hosts.heardOf(event.host());
		this.acquire.of(event.outcome()).record(event.waitedNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void released(Released event) {
		this.usage.record(event.heldNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void created(Created event) {
		this.creation.of(CreationOutcome.SUCCESS).record(event.tookNanos(), TimeUnit.NANOSECONDS);
		event.phases().forEach(this::recordPhase);
	}

	/**
	 * What is none of these depends on this machine, and is a part of the whole.
	 */
	private void recordPhase(CallPhase phase, Duration took) {
		if (phase == CallPhase.DNS || phase == CallPhase.TCP || phase == CallPhase.TLS) {
			this.creationPhases.of(phase).record(took);
		}
	}

	@Override
	public void creationFailed(CreationFailed event) {
		this.hosts.heardOf(event.host());
		this.creation.of(CreationOutcome.ERROR).record(event.tookNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void closed(Closed event) {
		this.closed.of(event.reason()).increment();
		if (this.lifetime != null) {
			this.lifetime.record(event.ageNanos(), TimeUnit.NANOSECONDS);
		}
		this.hosts.closed(event.host(), event.ageNanos());
		this.requests.record((double) event.requests());
	}

	@Override
	public void rejected(NotAcquired event) {
		notAcquired(event);
		this.rejected.of(RejectionCause.ofRejected(event)).increment();
	}

	@Override
	public void timedOut(NotAcquired event) {
		notAcquired(event);
		this.rejected.of(RejectionCause.TIMEOUT).increment();
	}

	@Override
	public void cancelled(NotAcquired event) {
		notAcquired(event);
	}

	@Override
	public void failed(NotAcquired event) {
		notAcquired(event);
	}

	@Override
	public void responseTimedOut(ResponseTimedOut event) {
		this.hosts.responseTimedOut(event.host());
	}

	@Override
	public void foundStale(FoundStale event) {
		this.stale.of(event.outcome()).increment();
	}

	@Override
	public void retryDecided(RetryDecided event) {
		this.retries.of(event.outcome()).increment();
	}

	@Override
	public void leakSuspected(Leak event) {
		this.leaks.of(LeakKind.SUSPECTED).increment();
	}

	@Override
	public void leakConfirmed(Leak event) {
		this.leaks.of(LeakKind.CONFIRMED).increment();
	}

	@Override
	public void leakReclaimed(Leak event) {
		this.leaks.of(LeakKind.RECLAIMED).increment();
	}

	@Override
	public void eventLoopDelayed(EventLoopDelayed event) {
		this.eventLoopDelay.record(event.delayNanos(), TimeUnit.NANOSECONDS);
	}

	private void notAcquired(NotAcquired event) {
		this.hosts.heardOf(event.host());
		this.acquire.of(event.outcome()).record(event.waitedNanos(), TimeUnit.NANOSECONDS);
	}

}
