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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

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

	private final Timer lifetime;

	private final DistributionSummary requests;

	private final EnumMeters<CloseReason, Counter> closed;

	private final EnumMeters<RejectionCause, Counter> rejected;

	private final EnumMeters<RetryOutcome, Counter> retries;

	private final EnumMeters<StaleOutcome, Counter> stale;

	private final EnumMeters<LeakKind, Counter> leaks;

	private final Timer eventLoopDelay;

	private final HostMeters hosts;

	PoolMeters(String name, MeterRegistry registry, HostMeters hosts) {
		Tag pool = HttpPoolTag.POOL.of(name);
		this.hosts = hosts;
		this.acquire = new EnumMeters<>(AcquireOutcome.class, (outcome) -> acquireTimer(pool, outcome, registry),
				AcquireOutcome.TIMEOUT);
		this.creation = new EnumMeters<>(CreationOutcome.class, (outcome) -> creationTimer(pool, outcome, registry));
		this.creationPhases = new EnumMeters<>(CallPhase.class, (phase) -> phaseTimer(pool, phase, registry));
		this.usage = HttpPoolMeter.CONNECTIONS_USAGE.timer().tags(Tags.of(pool)).register(registry);
		this.lifetime = HttpPoolMeter.CONNECTIONS_LIFETIME.timer().tags(Tags.of(pool)).register(registry);
		this.requests = HttpPoolMeter.CONNECTIONS_REQUESTS.summary().tags(Tags.of(pool)).register(registry);
		this.closed = new EnumMeters<>(CloseReason.class, (reason) -> closedCounter(pool, reason, registry),
				CloseReason.IDLE_TIMEOUT);
		this.rejected = new EnumMeters<>(RejectionCause.class, (cause) -> rejectedCounter(pool, cause, registry),
				RejectionCause.values());
		this.retries = new EnumMeters<>(RetryOutcome.class, (outcome) -> retryCounter(pool, outcome, registry),
				RetryOutcome.values());
		this.stale = new EnumMeters<>(StaleOutcome.class, (outcome) -> staleCounter(pool, outcome, registry),
				StaleOutcome.values());
		this.leaks = new EnumMeters<>(LeakKind.class, (kind) -> leakCounter(pool, kind, registry), LeakKind.values());
		this.eventLoopDelay = HttpPoolMeter.EVENT_LOOP_DELAY.timer().tags(Tags.of(pool)).register(registry);
	}

	private static Timer acquireTimer(Tag pool, AcquireOutcome outcome, MeterRegistry registry) {
		return HttpPoolMeter.ACQUIRE.timer()
			.tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome)))
			.serviceLevelObjectives(ACQUIRE_BUCKETS)
			.minimumExpectedValue(ACQUIRE_BUCKETS[0])
			.maximumExpectedValue(ACQUIRE_BUCKETS[ACQUIRE_BUCKETS.length - 1])
			.register(registry);
	}

	private static Timer creationTimer(Tag pool, CreationOutcome outcome, MeterRegistry registry) {
		return HttpPoolMeter.CONNECTIONS_CREATION.timer()
			.tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome)))
			.register(registry);
	}

	private static Timer phaseTimer(Tag pool, CallPhase phase, MeterRegistry registry) {
		return HttpPoolMeter.CONNECTIONS_CREATION_PHASE.timer()
			.tags(Tags.of(pool, HttpPoolTag.PHASE.of(phase)))
			.register(registry);
	}

	private static Counter closedCounter(Tag pool, CloseReason reason, MeterRegistry registry) {
		return HttpPoolMeter.CONNECTIONS_CLOSED.counter()
			.tags(Tags.of(pool, HttpPoolTag.REASON.of(reason.name())))
			.register(registry);
	}

	private static Counter rejectedCounter(Tag pool, RejectionCause cause, MeterRegistry registry) {
		return HttpPoolMeter.REJECTED.counter().tags(Tags.of(pool, HttpPoolTag.CAUSE.of(cause))).register(registry);
	}

	private static Counter retryCounter(Tag pool, RetryOutcome outcome, MeterRegistry registry) {
		return HttpPoolMeter.RETRIES.counter().tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome))).register(registry);
	}

	private static Counter staleCounter(Tag pool, StaleOutcome outcome, MeterRegistry registry) {
		return HttpPoolMeter.STALE.counter().tags(Tags.of(pool, HttpPoolTag.OUTCOME.of(outcome))).register(registry);
	}

	private static Counter leakCounter(Tag pool, LeakKind kind, MeterRegistry registry) {
		return HttpPoolMeter.LEAKS.counter().tags(Tags.of(pool, HttpPoolTag.KIND.of(kind))).register(registry);
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
		this.lifetime.record(event.ageNanos(), TimeUnit.NANOSECONDS);
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
		this.hosts.responseTimeouts(event.host()).increment();
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
