package io.github.httppool.metrics;

import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.Closed;
import io.github.httppool.HttpPoolListener.Created;
import io.github.httppool.HttpPoolListener.CreationFailed;
import io.github.httppool.HttpPoolListener.EventLoopDelayed;
import io.github.httppool.HttpPoolListener.FoundStale;
import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.HttpPoolListener.Released;
import io.github.httppool.HttpPoolListener.ResponseTimedOut;
import io.github.httppool.HttpPoolListener.RetryDecided;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.RetryOutcome;
import io.github.httppool.StaleOutcome;
import io.github.httppool.StubHttpPools;
import io.github.httppool.StubProcess;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Has everything happen once that a meter tells of, so that all meters are there.
 */
final class EveryEvent {

	/** Tags whose values are not known beforehand. */
	static final Set<String> FREE_TAGS = Set.of("pool", "host", "server.address", "server.port", "le");

	private static final String POOL = HttpPool.DEFAULT;

	private static final Duration AGE = Duration.ofMillis(1500);

	private final HttpPoolListener listener;

	private final PoolSnapshot snapshot;

	private final String host;

	private EveryEvent(HttpPoolListener listener, PoolSnapshot snapshot, String host) {
		this.listener = listener;
		this.snapshot = snapshot;
		this.host = host;
	}

	/**
	 * Has everything happen in the shared pool of stubs.
	 * @return what has recorded it
	 */
	static HttpPoolMeterRecorder in(MeterRegistry registry, MeterNaming naming) {
		return in(registry, naming, 1);
	}

	/**
	 * Has everything happen in the shared pool of stubs, at more hosts than have tags of
	 * their own.
	 * @return what has recorded it
	 */
	static HttpPoolMeterRecorder in(MeterRegistry registry, MeterNaming naming, int maxHosts) {
		HttpPools pools = new StubHttpPools(POOL);
		HttpPoolMeterRecorder recorder = new HttpPoolMeterRecorder(maxHosts, naming);
		new HttpPoolMeterBinder(pools, recorder, new StubProcess(POOL)).bindTo(registry);
		for (int host = 0; host <= maxHosts; host++) {
			tell(recorder, pools, "127.0.0.1:" + (8081 + host));
		}
		// The recorder references it weakly.
		Reference.reachabilityFence(pools);
		return recorder;
	}

	/**
	 * Tells a listener that everything has happened at a host.
	 */
	static void tell(HttpPoolListener listener, HttpPools pools, String host) {
		EveryEvent events = new EveryEvent(listener, pools.get(POOL).snapshot(), host);
		events.connections();
		events.callersWithoutConnection();
		events.calls();
	}

	private void connections() {
		this.listener.created(new Created(POOL, this.host, 1, 1, Arrays.stream(CallPhase.values())
			.collect(Collectors.toMap(Function.identity(), (phase) -> Duration.ofMillis(1)))));
		this.listener.creationFailed(new CreationFailed(POOL, this.host, new IOException("on purpose"), 1));
		for (CloseReason reason : CloseReason.values()) {
			this.listener.closed(new Closed(POOL, this.host, 1, reason, AGE.toNanos(), 1));
		}
		this.listener.eventLoopDelayed(new EventLoopDelayed(POOL, 1));
	}

	private void callersWithoutConnection() {
		notAcquired(AcquireOutcome.TIMEOUT, new AcquireTimeoutException("", this.snapshot, null));
		notAcquired(AcquireOutcome.REJECTED, new AcquireQueueFullException("", this.snapshot));
		notAcquired(AcquireOutcome.REJECTED, new PoolClosedException("", this.snapshot));
		notAcquired(AcquireOutcome.REJECTED, new FileDescriptorsExhaustedException("", this.snapshot));
		notAcquired(AcquireOutcome.CANCELLED, new IOException("on purpose"));
		notAcquired(AcquireOutcome.ERROR, new IOException("on purpose"));
	}

	private void notAcquired(AcquireOutcome outcome, Throwable error) {
		NotAcquired event = new NotAcquired(POOL, this.host, outcome, 1, error);
		switch (outcome) {
			case TIMEOUT -> this.listener.timedOut(event);
			case REJECTED -> this.listener.rejected(event);
			case CANCELLED -> this.listener.cancelled(event);
			case ERROR -> this.listener.failed(event);
			case NEW, REUSED -> throw new IllegalArgumentException(outcome.name());
		}
	}

	private void calls() {
		this.listener.acquired(new Acquired(POOL, this.host, 1, AcquireOutcome.NEW, 1));
		this.listener.acquired(new Acquired(POOL, this.host, 1, AcquireOutcome.REUSED, 1));
		this.listener.released(new Released(POOL, this.host, 1, 1));
		this.listener.responseTimedOut(new ResponseTimedOut(POOL, this.host, 1, null, 1));
		for (StaleOutcome outcome : StaleOutcome.values()) {
			this.listener.foundStale(new FoundStale(POOL, this.host, 1, null, outcome, 1, 1));
		}
		for (RetryOutcome outcome : RetryOutcome.values()) {
			this.listener.retryDecided(new RetryDecided(POOL, null, outcome, 1, 1));
		}
		Leak leak = new Leak(POOL, this.host, 1, null, null, 1);
		this.listener.leakSuspected(leak);
		this.listener.leakConfirmed(leak);
		this.listener.leakReclaimed(leak);
	}

}
