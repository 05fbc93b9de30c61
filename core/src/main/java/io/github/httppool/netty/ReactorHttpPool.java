package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.DrainReceipt;
import io.github.httppool.EventsSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.LeakKind;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolAdvice;
import io.github.httppool.PoolCondition;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolSummary;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.RetryOutcome;
import io.github.httppool.StaleOutcome;
import io.github.httppool.WireLogSnapshot;
import io.github.httppool.advice.AdviceReports;
import io.github.httppool.advice.Advisor;
import io.github.httppool.advice.Summaries;
import io.github.httppool.call.Call;
import io.github.httppool.call.Calls;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.Retries;
import io.github.httppool.call.TimeLimit;
import io.github.httppool.events.AccessLog;
import io.github.httppool.events.PoolRecorder;
import io.github.httppool.leak.CallSites;
import io.github.httppool.leak.LeakDetector;
import io.github.httppool.leak.LeakReports;
import io.github.httppool.pool.CompositeHttpPoolListener;
import io.github.httppool.pool.ConnectionPool;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.pool.RecentPast;
import io.github.httppool.pool.Slot;
import io.github.httppool.pool.Sweep;
import io.github.httppool.pool.TotalLimit;
import io.github.httppool.stats.HostFigures;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/**
 * A pool and the {@link HttpClient} that runs on it.
 */
public final class ReactorHttpPool implements HttpPool {

	private static final Log logger = LogFactory.getLog(ReactorHttpPool.class);

	private final NetworkResources network;

	private final CompositeHttpPoolListener listeners;

	private final PoolRecorder events;

	private final EndedCalls endedCalls;

	private final ConnectionPool engine;

	private final ConnectedSockets sockets = new ConnectedSockets();

	private final AddressResolverGroup<?> resolver;

	private final PoolProxies proxies;

	private final NameLookups lookups = new NameLookups(this);

	private final HttpClient httpClient;

	private final Calls calls;

	private final Retries retries;

	private final LeakReports leakReports;

	private final @Nullable LeakDetector leakDetector;

	private final Future<?> sweeps;

	private final HttpPoolSettings.Total total;

	private final Duration untilRequestSent;

	private final @Nullable DeadlineHeader deadlineHeader;

	private final Duration drainTimeout;

	private final TakenOut takenOut;

	private final WarmUps warmUps = new WarmUps(this);

	private final WireLog wireLog = new WireLog(this, Clock.systemUTC());

	private final AdviceReports adviceReports;

	ReactorHttpPool(String name, HttpPoolSettings settings, TotalLimit total, NetworkResources network,
			CompositeHttpPoolListener listeners, PoolRecorder events, Duration drainTimeout) {
		this.network = network;
		this.listeners = listeners;
		this.events = events;
		this.endedCalls = new EndedCalls(name, listeners, events, new AccessLog(name, settings.accessLog()));
		this.total = settings.timeouts().total();
		this.untilRequestSent = settings.timeouts().untilResponse().minus(settings.timeouts().response());
		this.deadlineHeader = DeadlineHeader.named(settings.timeouts().deadlineHeader());
		this.engine = new ConnectionPool(name, settings, total, new ReactorConnector(this), this::wakeUpAt,
				network.watch()::lateness, listeners);
		this.resolver = network.resolver(settings.timeouts().dns(), settings.names());
		this.proxies = new PoolProxies(settings.proxy());
		this.httpClient = createHttpClient(settings);
		this.leakReports = new LeakReports(name, Clock.systemUTC(), this::tellOfLeak);
		HttpPoolSettings.LeakDetection leakDetection = settings.leakDetection();
		CallSites callSites = new CallSites(leakDetection.callSiteSampling(), this::now);
		this.calls = leakDetection.enabled() ? callSites : Calls.WITHOUT_CALL_SITES;
		this.leakDetector = leakDetection.enabled() ? new LeakDetector(leakDetection, this.leakReports, callSites)
				: null;
		this.retries = new Retries(settings.retry(), this::tellOfRetry);
		this.drainTimeout = drainTimeout;
		this.adviceReports = new AdviceReports(name, this::advice);
		this.takenOut = new TakenOut(this, network);
		this.sweeps = network.every(settings.pool().evictionInterval(), this::sweep);
	}

	/**
	 * Sets when a call must be over, unless that is known: by an earlier attempt, or as
	 * the call asks for it itself.
	 * @param call the call
	 * @param ownResponseTimeout that of its client, if it has one; the default of the
	 * total limit leaves time for that, or for that of the call itself
	 */
	void limit(Call call, @Nullable Duration ownResponseTimeout) {
		if (this.total.limit().isZero() || call.total() != null) {
			return;
		}
		TimeLimit ofCall = call.responseLimit();
		Duration limit = total((ofCall != null) ? ofCall.time() : ownResponseTimeout);
		call.limitTo(new Deadline(call.start() + limit.toNanos(), limit,
				this.total.hard() ? Deadline.Spared.EVENT_STREAMS : Deadline.Spared.WHAT_FLOWS, this.total.minRate(),
				"timeouts.total"));
	}

	private Duration total(@Nullable Duration ownResponseTimeout) {
		return (ownResponseTimeout != null && !this.total.hard())
				? longer(this.total.limit(), this.untilRequestSent.plus(ownResponseTimeout)) : this.total.limit();
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

	private void sweep() {
		Sweep sweep = this.engine.sweep(now());
		this.lookups.lookUp(sweep.oneOfEachName());
		this.engine.takeRefusals(false, now()).ifPresent(logger::warn);
		if (this.leakDetector != null) {
			this.leakDetector.sweep(leases(sweep), now());
		}
		this.adviceReports.sweep(now());
	}

	private static List<LeasedConnection> leases(Sweep sweep) {
		return sweep.leased()
			.stream()
			.map((connection) -> ((PooledConnection) connection).lease())
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * A lease is about to end: the last moment to find out that its response is unread.
	 * One that is handed over only later, as a customizer has made it change threads, is
	 * not seen.
	 */
	void leaseEnds(LeasedConnection lease) {
		if (this.leakDetector != null && lease.call().isResponseHeld()) {
			this.leakDetector.endsUnread(lease, lease.call(), now());
		}
	}

	private void tellOfLeak(LeakKind kind, HttpPoolListener.Leak leak) {
		this.engine.recentPast().leaked(kind, now());
		switch (kind) {
			case SUSPECTED -> this.listeners.tell(HttpPoolListener::leakSuspected, leak);
			case CONFIRMED -> this.listeners.tell(HttpPoolListener::leakConfirmed, leak);
			case RECLAIMED -> this.listeners.tell(HttpPoolListener::leakReclaimed, leak);
		}
	}

	/**
	 * A call has run into a limit.
	 * @param phase what it was waiting for
	 */
	void callTimedOut(CallPhase phase) {
		this.engine.recentPast().callTimedOut(phase, now());
	}

	void tellOfResponseTimeout(LeasedConnection lease) {
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(HttpPoolListener::responseTimedOut, new HttpPoolListener.ResponseTimedOut(name(),
					lease.host(), lease.connectionId(), lease.request(), now() - lease.since()));
		}
	}

	void tellOfStale(LeasedConnection lost, StaleOutcome outcome) {
		if (!this.listeners.isEmpty()) {
			String template = lost.call().template();
			this.listeners.tell(HttpPoolListener::foundStale,
					new HttpPoolListener.FoundStale(name(), lost.host(), lost.connectionId(),
							(template != null) ? template : lost.request(), outcome, lost.idleNanos(), lost.earlier()));
		}
	}

	private void tellOfRetry(@Nullable String request, RetryOutcome outcome, int attempts, long pauseNanos) {
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(HttpPoolListener::retryDecided,
					new HttpPoolListener.RetryDecided(name(), request, outcome, attempts, pauseNanos));
		}
	}

	void tellOfDelay(long delayNanos) {
		this.engine.recentPast().loopDelayed(delayNanos, now());
		if (!this.listeners.isEmpty()) {
			this.listeners.tell(HttpPoolListener::eventLoopDelayed,
					new HttpPoolListener.EventLoopDelayed(name(), delayNanos));
		}
	}

	private HttpClient createHttpClient(HttpPoolSettings settings) {
		// Without a resolver by then, runOn has Reactor Netty make one, which stays in a
		// cache of the JVM, event loops and all.
		return HttpClient.create(new HttpPoolConnectionProvider(this))
			.resolver(this.resolver)
			.runOn(this.network.loops())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.timeouts().connect().toMillis())
			.option(ChannelOption.SO_KEEPALIVE, true)
			.disableRetry(true)
			.mapConnect(CancellableConnect::new);
	}

	/**
	 * Looks once more, as all timers do: what the callers wait for may have arrived, and
	 * an event loop that is busy has not read it yet. One that is stuck is not waited for
	 * longer than they have waited.
	 */
	private void wakeUpAt(long time) {
		after(Duration.ofNanos(Math.max(0, time - now())), this::wakeUpAfterNextRead);
	}

	private void wakeUpAfterNextRead() {
		Disposable unlessRead = after(settings().timeouts().acquire(), this::wakeUp);
		this.network.afterNextRead(() -> {
			if (!unlessRead.isDisposed()) {
				unlessRead.dispose();
				after(Duration.ZERO, this::wakeUp);
			}
		});
	}

	private void wakeUp() {
		this.engine.wakeUp(now());
	}

	/**
	 * Takes the event loop of a new connection, if it is to be one of ours.
	 * @param loops those of the client
	 * @return the event loop, or {@code null} if the client has others
	 */
	@Nullable EventLoop takeEventLoop(LoopResources loops) {
		return areOwn(loops) ? this.network.spread().take() : null;
	}

	void releaseEventLoop(EventLoop eventLoop) {
		this.network.spread().release(eventLoop);
	}

	/**
	 * Returns whether connections of a client may belong to this thread, which is an
	 * event loop or the like.
	 * @param loops the event loops of the client
	 */
	boolean mayHaveConnectionsOnThisThread(LoopResources loops) {
		return EventLoops.isThisThread() || !areOwn(loops);
	}

	private boolean areOwn(LoopResources loops) {
		return loops == this.network.loops();
	}

	/**
	 * Explains why there is no local address for a connection. May block.
	 */
	Throwable explainNoLocal(Throwable error, NoLocalAddress missing) {
		return missing.explain(error, this.network::localPorts);
	}

	/**
	 * Has a task that may block run on a thread of its own.
	 * @return whether it will run
	 */
	boolean offload(Runnable task) {
		return this.network.timers().offload(task);
	}

	Disposable after(Duration delay, Runnable task) {
		return this.network.timers().after(delay, task);
	}

	/**
	 * Returns the client that runs on this pool. Clients derived from it do too, and the
	 * limits count over all of them.
	 * @return the client
	 */
	public HttpClient httpClient() {
		return this.httpClient;
	}

	/**
	 * Puts a client derived from {@link #httpClient()} back on the pool's event loops,
	 * should it have been given others.
	 * @param client the client
	 * @return the client on the pool's event loops
	 */
	public HttpClient onOwnEventLoops(HttpClient client) {
		return client.runOn(this.network.loops());
	}

	/**
	 * Returns what starts the calls that are made on this pool.
	 * @return starts calls, and records no call sites if leaks are not looked for
	 */
	public Calls calls() {
		return this.calls;
	}

	/**
	 * Returns what repeats the calls that are made on this pool when they fail.
	 * @return the pool's retries
	 */
	public Retries retries() {
		return this.retries;
	}

	@Override
	public LeaksSnapshot leaks() {
		return this.leakReports.snapshot();
	}

	@Override
	public EventsSnapshot events() {
		return this.events.snapshot();
	}

	@Override
	public void wireLog(Duration time, @Nullable String host) {
		this.wireLog.on(time, host);
	}

	@Override
	public Optional<WireLogSnapshot> wireLog() {
		return this.wireLog.snapshot();
	}

	/**
	 * Returns what to log the messages of a connection to.
	 * @return the tap, {@code null} if it is not logged
	 */
	@Nullable WireTap wireTap(PoolEntry entry) {
		return this.wireLog.of(entry);
	}

	/**
	 * Returns whom the ends of calls are told.
	 */
	EndedCalls endedCalls() {
		return this.endedCalls;
	}

	@Override
	public String name() {
		return this.engine.name();
	}

	@Override
	public HttpPoolSettings settings() {
		return this.engine.settings();
	}

	@Override
	public PoolSnapshot snapshot() {
		return this.engine.snapshot();
	}

	@Override
	public RecentSnapshot recent() {
		return this.engine.recentPast().snapshot(now());
	}

	@Override
	public PoolAdvice advice() {
		return Advisor.advise(this.engine.recentPast().hosts(now()), settings().pool().maxIdleTime());
	}

	@Override
	public PoolSummary summary() {
		return condition().summary();
	}

	@Override
	public PoolCondition condition() {
		long now = now();
		RecentPast.Moment moment = this.engine.recentPast().moment(now);
		List<HostFigures> hosts = this.engine.recentPast().hosts(now);
		return new PoolCondition(moment.present(), moment.recent(),
				Summaries.of(moment.present(), moment.recent(), hosts),
				Advisor.advise(hosts, settings().pool().maxIdleTime()));
	}

	@Override
	public LoadSnapshot load() {
		return this.engine.load();
	}

	@Override
	public LoadSnapshot load(String host) {
		return this.engine.load(host);
	}

	@Override
	public List<ConnectionSnapshot> connections() {
		return this.engine.connections(now());
	}

	@Override
	public void resize(int maxConnections) {
		this.engine.resize(maxConnections, now());
	}

	/**
	 * Follows another configuration, as far as it can change while the pool runs
	 * ({@link HttpPoolSettings#withLimitsOf}). A {@link #resize} is kept unless the limit
	 * that it has replaced changes.
	 * @param settings the settings of the pool
	 * @throws IllegalArgumentException if the limit of connections is out of range
	 */
	public void reconfigure(HttpPoolSettings settings) {
		this.engine.reconfigure(settings, now());
	}

	@Override
	public int evictIdle() {
		return this.engine.evictIdle(now());
	}

	@Override
	public CompletionStage<Integer> warmUp(URI uri, int connections) {
		return this.warmUps.open(uri, connections);
	}

	/**
	 * Returns what opens connections before a call wants them.
	 * @return the pool's warm-ups
	 */
	public WarmUps warmUps() {
		return this.warmUps;
	}

	/**
	 * Returns whether a client takes its connections from this pool.
	 */
	boolean hasClient(HttpClient client) {
		return client.configuration().connectionProvider() instanceof HttpPoolConnectionProvider provider
				&& provider.isOf(this);
	}

	@Override
	public CompletionStage<DrainReceipt> drain() {
		return drain(this.drainTimeout);
	}

	@Override
	public CompletionStage<DrainReceipt> drain(Duration timeout) {
		return this.takenOut.drain(timeout);
	}

	@Override
	public void resume() {
		this.takenOut.resume();
	}

	/**
	 * Retires the connections that speak TLS by a context which has been replaced just
	 * now. They are closed, after their calls if they have any; no call fails.
	 * @param context the context of the clients
	 */
	public void retire(ReloadableSslContext context) {
		this.engine.retire((slot) -> isSecuredBy(context, slot), CloseReason.EVICTED, now());
	}

	/**
	 * A dial that is about to begin may be, so it counts as one.
	 */
	private static boolean isSecuredBy(SslContext context, Slot slot) {
		if (slot.connection() != null) {
			return ((PooledConnection) slot.connection()).isSecuredBy(context);
		}
		return slot.dial() == null || ((Dial) slot.dial()).isSecuredBy(context);
	}

	PoolAddresses addresses() {
		return this.sockets.addresses(name(), now());
	}

	void closeIdle(Set<Long> ids, CloseReason reason) {
		this.engine.closeIdle(ids, reason, now());
	}

	/**
	 * Closes what is still open.
	 */
	void close() {
		this.sweeps.cancel(false);
		this.engine.close(now());
		this.engine.abort(now());
	}

	/**
	 * With all connections closed, releases what lost responses have left behind.
	 */
	void releaseLost() {
		if (this.leakDetector != null) {
			this.leakDetector.sweepUnread(now());
		}
	}

	/**
	 * With all threads ended, logs what was found last.
	 */
	void logRest() {
		this.engine.takeRefusals(true, now()).ifPresent(logger::warn);
		this.leakReports.logRest(now());
	}

	/**
	 * Returns the resolver of clients that set none of their own.
	 */
	AddressResolverGroup<?> resolver() {
		return this.resolver;
	}

	/**
	 * Returns the proxies of clients that set none of their own.
	 */
	PoolProxies proxies() {
		return this.proxies;
	}

	ConnectionPool engine() {
		return this.engine;
	}

	/**
	 * Returns the header that tells how much time a call has left.
	 * @return the header, or {@code null} if none is configured
	 */
	@Nullable DeadlineHeader deadlineHeader() {
		return this.deadlineHeader;
	}

	ConnectedSockets sockets() {
		return this.sockets;
	}

	long now() {
		return System.nanoTime();
	}

}
