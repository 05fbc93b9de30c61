package io.github.httppool.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.PoolAddresses;
import io.github.httppool.TotalsSnapshot;
import io.github.httppool.events.EventRecorder;
import io.github.httppool.events.PoolEventWriter;
import io.github.httppool.jfr.JfrEvents;
import io.github.httppool.pool.CompositeHttpPoolListener;
import io.github.httppool.pool.TotalLimit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The pools of an application, with the threads they run on and the limit they share.
 */
public final class ReactorHttpPools implements HttpPools, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ReactorHttpPools.class);

	/**
	 * Closing a socket takes microseconds; this is for a machine that is out of breath.
	 */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * How long closing may block an event loop, which closes its own connections only
	 * after it returns.
	 */
	private static final Duration EVENT_LOOP_PATIENCE = Duration.ofMillis(200);

	private final NetworkResources network;

	private final Drains drains;

	private final TotalLimit total;

	private final BufferLeaks bufferLeaks = BufferLeaks.OF_JVM;

	private final Map<String, ReactorHttpPool> pools = new LinkedHashMap<>();

	/**
	 * Creates pools whose drain timeout is zero: they are closed without waiting.
	 * @param settings the settings of each pool, by name
	 * @param maxTotalConnections limit of connections over all pools and hosts
	 * @param maxTotalIdleConnections limit of idle connections over all pools and hosts
	 * @param shared what the pools share
	 * @param listeners hear what happens, in order
	 */
	public ReactorHttpPools(Map<String, HttpPoolSettings> settings, int maxTotalConnections,
			int maxTotalIdleConnections, SharedResources shared, List<? extends HttpPoolListener> listeners) {
		this(settings, maxTotalConnections, maxTotalIdleConnections, shared, listeners, Duration.ZERO);
	}

	/**
	 * Creates the pools.
	 * @param settings the settings of each pool, by name
	 * @param maxTotalConnections limit of connections over all pools and hosts
	 * @param maxTotalIdleConnections limit of idle connections over all pools and hosts
	 * @param shared what the pools share
	 * @param listeners hear what happens, in order
	 * @param drainTimeout how long calls under way may take when the pools are drained or
	 * closed
	 * @throws IllegalArgumentException if the transport cannot be used here
	 */
	public ReactorHttpPools(Map<String, HttpPoolSettings> settings, int maxTotalConnections,
			int maxTotalIdleConnections, SharedResources shared, List<? extends HttpPoolListener> listeners,
			Duration drainTimeout) {
		this.network = new NetworkResources(shared);
		this.total = new TotalLimit(maxTotalConnections, maxTotalIdleConnections, shared.descriptors());
		CompositeHttpPoolListener guarded = new CompositeHttpPoolListener(withOwn(listeners, shared.events()));
		settings.forEach((name, poolSettings) -> this.pools.put(name, new ReactorHttpPool(name, poolSettings,
				this.total, this.network, guarded, shared.events().of(name), drainTimeout)));
		this.drains = new Drains(this.pools.values(), this.network, drainTimeout);
		this.network.watch().start(this::tellOfDelay);
	}

	private static List<HttpPoolListener> withOwn(List<? extends HttpPoolListener> listeners, EventRecorder events) {
		List<HttpPoolListener> all = new ArrayList<>(listeners);
		if (events.isOn()) {
			all.add(new PoolEventWriter(events));
		}
		JfrEvents.listener().ifPresent(all::add);
		return all;
	}

	private void tellOfDelay(long delayNanos) {
		this.pools.values().forEach((pool) -> pool.tellOfDelay(delayNanos));
	}

	@Override
	public ReactorHttpPool get(String name) {
		ReactorHttpPool pool = this.pools.get(name);
		if (pool == null) {
			throw new IllegalArgumentException("There is no pool '%s', only %s".formatted(name, names()));
		}
		return pool;
	}

	@Override
	public Optional<HttpPool> find(String name) {
		return Optional.ofNullable(this.pools.get(name));
	}

	@Override
	public Set<String> names() {
		return Collections.unmodifiableSet(this.pools.keySet());
	}

	@Override
	public Iterator<HttpPool> iterator() {
		return List.<HttpPool>copyOf(this.pools.values()).iterator();
	}

	@Override
	public TotalsSnapshot totals() {
		List<LoadSnapshot> loads = this.pools.values().stream().map(HttpPool::load).toList();
		int active = loads.stream().mapToInt(LoadSnapshot::active).sum();
		int idle = loads.stream().mapToInt(LoadSnapshot::idle).sum();
		int connecting = loads.stream().mapToInt(LoadSnapshot::connecting).sum();
		int pending = loads.stream().mapToInt(LoadSnapshot::pending).sum();
		return new TotalsSnapshot(active + idle, active, idle, connecting, pending, this.total.max());
	}

	/**
	 * Returns by what the sockets of each pool can be recognized now.
	 * @return the addresses of each pool
	 */
	public List<PoolAddresses> addresses() {
		return this.pools.values().stream().map(ReactorHttpPool::addresses).toList();
	}

	/**
	 * Returns the event loops of all pools, for a server that is to run on them. They end
	 * when the pools are closed, so the server has to stop before.
	 * @return the event loops, one of which accepts the connections of the server and all
	 * of which serve them, as in Reactor Netty's own
	 */
	public LoopResources eventLoops() {
		return this.network.loops();
	}

	/**
	 * Closes connections that the server is known to have closed, as far as they are
	 * idle.
	 * @param ids numbers of the connections
	 */
	public void closedByServer(Set<Long> ids) {
		this.pools.values().forEach((pool) -> pool.closeIdle(ids, CloseReason.SERVER_CLOSED_IDLE));
	}

	/**
	 * Returns how many leaks of buffers Netty has reported in this JVM since it had its
	 * first pool.
	 * @return the number of reports, or nothing if they cannot be counted
	 */
	public OptionalLong bufferLeaks() {
		return this.bufferLeaks.count();
	}

	/**
	 * Repeats an action that may block until the pools are closed, as often as the pools
	 * sweep. The time is told by an event loop, which must not block; the action runs on
	 * a thread that may, and occupies none in between.
	 * @param action what to do
	 */
	public void everySweep(Runnable action) {
		this.network.every(shortestEvictionInterval(), () -> Schedulers.boundedElastic().schedule(action));
	}

	private Duration shortestEvictionInterval() {
		return this.pools.values()
			.stream()
			.map((pool) -> pool.settings().pool().evictionInterval())
			.min(Comparator.naturalOrder())
			.orElseThrow();
	}

	/**
	 * Drains all pools, for at most their drain timeout, as {@link #drain(Duration)}
	 * does.
	 * @return completes with a receipt for each pool
	 */
	public CompletionStage<List<DrainReceipt>> drain() {
		return this.drains.stop();
	}

	/**
	 * Drains all pools before the application stops: waits until no call is under way in
	 * any of them, and none has followed upon the last one, while new calls are still
	 * served. Event streams and upgraded connections are ended at once. When the time is
	 * up, the calls left are aborted. Then all idle connections are closed, and the pools
	 * stay usable: their next call opens a connection again. The receipt of each pool
	 * that had calls is logged, and listeners are told.
	 * <p>
	 * Called on one of the event loops of the pools, this does not wait for the calls on
	 * that one, which cannot go on as long as the thread waits for the drain.
	 * @param timeout how long calls under way may take, zero to abort them at once
	 * @return completes with a receipt for each pool, on any thread; once the pools are
	 * being closed, with the receipts of that
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	public CompletionStage<List<DrainReceipt>> drain(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("the drain timeout is %s, but must be 0 or more".formatted(timeout));
		}
		return this.drains.stop(timeout);
	}

	/**
	 * The application has started again after a stop: a {@link #drain()} that is still
	 * under way ends with the figures of this moment, and aborts nothing any more.
	 */
	public void started() {
		this.drains.started();
		this.pools.values().forEach((pool) -> pool.engine().ready().started(System.nanoTime()));
	}

	/**
	 * Closes all pools, all their connections and all threads. Waits for calls under way
	 * as {@link #drain()} does, with the time that drain has left of the drain timeout;
	 * then new calls are refused and those left are aborted. Blocks until all is closed,
	 * or for some seconds more if an event loop is stuck in foreign code. On one of the
	 * event loops it blocks for calls on other ones only, and for a moment; what that
	 * event loop has to close is closed afterwards.
	 */
	@Override
	public void close() {
		try {
			if (!this.drains.close()) {
				logger.warn("The pools are closed, though the end of their drain has not been heard by all");
			}
		}
		finally {
			closeNow();
		}
	}

	/**
	 * Closes the pools without waiting for calls under way.
	 */
	void closeNow() {
		this.pools.values().forEach(ReactorHttpPool::close);
		boolean onEventLoop = this.network.blockedLoop() != null;
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.total.whenUnused(() -> closed.complete(null));
		Patience.await(closed, onEventLoop ? EVENT_LOOP_PATIENCE : CLOSE_TIMEOUT);
		this.pools.values().forEach(ReactorHttpPool::releaseLost);
		if (onEventLoop) {
			this.network.close().subscribe(null, ReactorHttpPools::notEnded);
		}
		else {
			awaitThreads();
		}
		this.pools.values().forEach(ReactorHttpPool::logRest);
	}

	private void awaitThreads() {
		CompletableFuture<Void> ended = this.network.close().doOnError(ReactorHttpPools::notEnded).toFuture();
		if (!Patience.await(ended, CLOSE_TIMEOUT)) {
			notEnded(new TimeoutException("They are still running after " + CLOSE_TIMEOUT.toMillis() + " ms"));
		}
	}

	private static void notEnded(Throwable ex) {
		logger.warn("The event loops of the pools have not ended", ex);
	}

}
