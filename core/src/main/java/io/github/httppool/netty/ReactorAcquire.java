package io.github.httppool.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.AbortedCall;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.HttpPoolException;
import io.github.httppool.PoolClosedException;
import io.github.httppool.StaleConnectionException;
import io.github.httppool.StaleOutcome;
import io.github.httppool.call.Call;
import io.github.httppool.call.Deadline;
import io.github.httppool.call.EndOfCall;
import io.github.httppool.call.EventStream;
import io.github.httppool.call.RequestPath;
import io.github.httppool.call.RetryCause;
import io.github.httppool.call.Streaming;
import io.github.httppool.pool.BackedOffException;
import io.github.httppool.pool.DialConfig;
import io.github.httppool.pool.HostLabel;
import io.github.httppool.pool.Lease;
import io.github.httppool.pool.PendingAcquire;
import io.github.httppool.pool.PoolableConnection;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.transport.TransportConfig;
import reactor.util.context.ContextView;

/**
 * A call that wants a connection, with what Reactor Netty needs to dial one and to speak
 * on it.
 */
final class ReactorAcquire extends PendingAcquire implements EndOfCall {

	private final ReactorHttpPool pool;

	private final FluxSink<Connection> sink;

	private final TransportConfig config;

	private final ConnectionObserver observer;

	private final AddressResolverGroup<?> resolver;

	private final SocketAddress address;

	private final @Nullable CallSubscription subscription;

	private final Call call;

	private final boolean repeats;

	private final boolean askedBefore;

	private final boolean streaming;

	private final boolean onEventLoop = Schedulers.isInNonBlockingThread();

	private volatile boolean cancelled;

	// Written once, on the event loop of its connection, read anywhere.
	private volatile @Nullable LeasedConnection lease;

	// What the call fails with, as far as it is told here.
	private volatile @Nullable Throwable failure;

	ReactorAcquire(ReactorHttpPool pool, FluxSink<Connection> sink, TransportConfig config, ConnectionObserver observer,
			SocketAddress address, AddressResolverGroup<?> resolver) {
		super(address, config.channelHash(), pool.now());
		this.pool = pool;
		this.sink = sink;
		this.config = config;
		this.observer = observer;
		this.address = address;
		this.resolver = resolver;
		this.subscription = CallSubscription.in(sink.contextView());
		this.call = (this.subscription != null) ? this.subscription.call()
				: CallSubscription.callIn(sink.contextView());
		this.repeats = this.subscription != null && this.subscription.isRepeated();
		this.askedBefore = this.call.attempts() > 0;
		this.streaming = this.call.streaming() != Streaming.UNKNOWN || (!this.call.isNamed() && asksForStream(config));
	}

	/**
	 * Of a client that is not ours, which tells nothing of its calls.
	 */
	private static boolean asksForStream(TransportConfig config) {
		return config instanceof HttpClientConfig http && (http.websocketClientSpec() != null
				|| EventStream.isOnlyAccepted(http.headers().getAll(HttpHeaderNames.ACCEPT)));
	}

	/**
	 * Asks the pool for a connection, unless the call has no time left; a call that was
	 * redirected asks for the next one once the last is back.
	 */
	void begin() {
		this.call.queued(since());
		if (this.subscription != null) {
			this.subscription.connects();
		}
		this.pool.limit(this.call, ownResponseTimeout());
		if (this.pool.endedCalls().wantsAny()) {
			this.call.whenEnded(this);
		}
		if (this.call.mayBeRepeated()) {
			this.call.whenNoRepeatFollows(this::goesNoFurther);
		}
		if (hasNoTimeLeft(since())) {
			CallTimeoutException late = CallTimeouts.unsent(this.call, this.address, this.pool);
			this.pool.callTimedOut(late.phase());
			signal(late);
			return;
		}
		LeasedConnection last = (this.subscription != null) ? this.subscription.lease() : null;
		if (this.subscription != null) {
			// Before it asks: then it may be served, redirected and ask again at once, on
			// another thread.
			this.subscription.waitsBy(this);
		}
		if (last != null && last.isEnding()) {
			last.continuesWith(this);
		}
		else if (!acquireAfterRead()) {
			acquire();
		}
	}

	/**
	 * A call that is made while another one ends on this event loop waits for the end of
	 * the read, which gives the connection back. That is soon, unless the application
	 * keeps the event loop, and then nothing else on it goes on either.
	 */
	private boolean acquireAfterRead() {
		PooledConnection returning = this.onEventLoop ? ReturningConnection.current() : null;
		if (returning == null || !returning.maySuit(this)) {
			return false;
		}
		try {
			returning.channel().eventLoop().execute(this::acquireNow);
			return true;
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, as the pool will say.
			return false;
		}
	}

	/**
	 * Its wait begins now: the time that the event loop was busy is not the pool's.
	 */
	private void acquireNow() {
		if (!this.cancelled) {
			acquire(this.pool.now());
		}
	}

	/**
	 * Returns whether another call could use the same connection.
	 */
	boolean asksLike(ReactorAcquire other) {
		return this.pool == other.pool && this.address.equals(other.address)
				&& configurationHash() == other.configurationHash();
	}

	/**
	 * The call fails without a connection.
	 */
	private void signal(Throwable error) {
		failsWith(error);
		this.sink.error(error);
	}

	/**
	 * The call has ended, with this as its last attempt.
	 */
	@Override
	public void ended(Call ended, CallOutcome outcome, long now) {
		this.pool.endedCalls().ended(this, ended, outcome, now);
	}

	private boolean hasNoTimeLeft(long now) {
		Deadline deadline = this.call.deadline();
		return deadline != null && deadline.hasPassed(now);
	}

	void acquire() {
		acquire(since());
	}

	private void acquire(long now) {
		this.pool.engine().acquire(this, now);
		if (this.cancelled) {
			// It may have been cancelled before it was in the queue.
			cancel();
		}
	}

	/**
	 * Gives up: leaves the queue, or the connection that is on its way goes back unused,
	 * or the one that it has is closed unless its response has been delivered.
	 */
	void cancel() {
		this.cancelled = true;
		LeasedConnection held = this.lease;
		if (!this.pool.engine().cancel(this, this.pool.now()) && held != null) {
			held.abandon();
		}
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Returns whether the response has been delivered to the application.
	 */
	boolean isDelivered() {
		return this.subscription == null || this.subscription.isDelivered();
	}

	void holds(LeasedConnection begun) {
		this.lease = begun;
	}

	@Nullable LeasedConnection lease() {
		return this.lease;
	}

	/**
	 * A call on an event loop stays there if it can, and changes no threads.
	 */
	@Override
	protected boolean hasPreference() {
		return this.onEventLoop && this.pool.mayHaveConnectionsOnThisThread(this.config.loopResources());
	}

	@Override
	protected boolean prefers(PoolableConnection connection) {
		return ((PooledConnection) connection).channel().eventLoop().inEventLoop();
	}

	/**
	 * What must not be sent twice goes where a connection is least likely to be lost.
	 */
	@Override
	protected boolean wantsLastUsed() {
		HttpMethod method = method();
		return HttpMethod.POST.equals(method) || HttpMethod.PATCH.equals(method);
	}

	/**
	 * Whatever has closed the last connection of the call may have closed others.
	 */
	@Override
	protected boolean refusesIdle() {
		return this.repeats;
	}

	/**
	 * Returns whether the call is sent again if its connection is found stale.
	 * @param lost what it has
	 */
	boolean mayRepeat(LeasedConnection lost) {
		return this.subscription != null && this.subscription.mayRepeat(lost);
	}

	/**
	 * The call is going to ask again, before its lease ends: it is redirected, or sent
	 * again as its connection was stale.
	 */
	void goesOn() {
		if (this.subscription != null) {
			this.subscription.goesOn(this);
			this.pool.engine().drains().goesOn(this);
		}
	}

	/**
	 * The call does not ask again.
	 */
	void goesNoFurther() {
		this.pool.engine().drains().goesNoFurther(this, this.pool.now());
	}

	@Override
	protected boolean isStreaming() {
		return this.streaming;
	}

	@Override
	protected boolean hasAskedBefore() {
		return this.askedBefore;
	}

	@Override
	protected boolean mayAskAgain() {
		return this.call.mayBeRepeated();
	}

	@Override
	protected boolean isOver() {
		return this.subscription == null || this.subscription.isOver();
	}

	/**
	 * That of a client with a base URL is the path only.
	 */
	@Override
	protected @Nullable String request() {
		String uri = (this.config instanceof HttpClientConfig http) ? http.uri() : null;
		if (uri == null) {
			return null;
		}
		String host = uri.startsWith("/") ? HostLabel.of(this.address) : "";
		return method() + " " + host + RequestPath.withoutQuery(uri);
	}

	@Override
	protected long callBegan() {
		return this.call.start();
	}

	@Override
	protected AbortedCall describe(long now) {
		return new AbortedCall(name(), HostLabel.of(this.address), Duration.ofNanos(now - callBegan()),
				this.call.callSite());
	}

	private @Nullable String name() {
		String template = this.call.template();
		if (template != null) {
			return template;
		}
		String uri = (this.config instanceof HttpClientConfig http) ? http.uri() : null;
		return (uri != null) ? RequestPath.describe(String.valueOf(method()), uri) : null;
	}

	/**
	 * Returns what the application has asked for, for a call that has no template.
	 * @return method and path without query, {@code null} if the URL is not known before
	 * the request
	 */
	@Nullable String nameOfRequest() {
		String uri = (this.config instanceof HttpClientConfig http) ? http.uri() : null;
		return (uri != null) ? RequestPath.describe(String.valueOf(method()), uri) : null;
	}

	@Override
	protected DialConfig dialConfig() {
		return new ReactorConnector.Config(this.config, this.address, this.resolver, this.call);
	}

	@Override
	protected Map<CallPhase, Duration> phases(long now) {
		return this.call.phases(now);
	}

	@Override
	protected void serve(Lease leased) {
		((PooledConnection) leased.entry().connection()).lend(leased, this);
	}

	/**
	 * The call may have to be over before the pool would give up.
	 */
	@Override
	protected long endOfWait(long acquireDeadline) {
		Deadline deadline = this.call.deadline();
		return (deadline != null && deadline.at() - acquireDeadline < 0) ? deadline.at() : acquireDeadline;
	}

	@Override
	protected void fail(Throwable error) {
		if (ConnectionLoss.isOfConnect(lastFailure(error))) {
			this.call.fails(RetryCause.CONNECT);
		}
		if (error instanceof PoolClosedException) {
			failsWith(error);
			LateRefusal.tell(() -> this.sink.error(error));
		}
		else {
			Throwable told = own(error);
			CallPhase tooLong = TimeoutPhase.of((told instanceof CallTimeoutException) ? told : error, this.call);
			if (tooLong != null) {
				this.pool.callTimedOut(tooLong);
			}
			signal(told);
		}
	}

	/**
	 * A call for which a host is not dialed fails as the last dial did.
	 */
	private static Throwable lastFailure(Throwable error) {
		return (error instanceof BackedOffException backedOff) ? backedOff.lastFailure() : error;
	}

	private Throwable own(Throwable error) {
		if (error instanceof AcquireTimeoutException refusal && hasNoTimeLeft(this.pool.now())) {
			return CallTimeouts.queued(this.call, Addresses.literal(this.address), this.pool, refusal);
		}
		if (error instanceof BackedOffException backedOff && backedOff.lastFailure() instanceof IOException shared) {
			return OwnFailure.of(shared, backedOff.getMessage());
		}
		if (error instanceof IOException shared && !(error instanceof HttpPoolException)) {
			return OwnFailure.of(shared);
		}
		return NonFatal.of(error, Addresses.literal(this.address));
	}

	/**
	 * The call has failed with its connection, before its response. It is told by us, as
	 * if it had got no connection: Reactor Netty's observer would log every failure with
	 * the frames of the event loop, beside what the application makes of it.
	 * @param operations what the call was spoken with
	 * @param error why
	 */
	void failed(Connection operations, Throwable error) {
		failsWith(error);
		LeasedConnection lost = this.lease;
		if (error instanceof StaleConnectionException && lost != null) {
			foundStale(lost);
		}
		try {
			this.config.connectionObserver().onUncaughtException(operations, error);
		}
		finally {
			this.sink.error(error);
		}
	}

	/**
	 * Notes what the call fails with, for the report of its end.
	 */
	void failsWith(Throwable error) {
		this.failure = error;
	}

	/**
	 * Returns what the call has failed with.
	 * @return the error, {@code null} if it has not failed, or only the application knows
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	SocketAddress address() {
		return this.address;
	}

	private void foundStale(LeasedConnection lost) {
		this.pool.engine().foundStale(lost.lease(), this.pool.now());
		boolean repeated = this.subscription != null && this.subscription.foundStale(lost);
		this.pool.tellOfStale(lost, repeated ? StaleOutcome.REPEATED : StaleOutcome.FAILED);
	}

	/**
	 * Receives what speaks on the connection. Emitted before it is configured, as only
	 * then a cancelled call disposes of it (reactor-netty issue 1165).
	 */
	void receive(Connection operations) {
		this.sink.next(operations);
	}

	/**
	 * Has the pool run a task later, on no event loop.
	 */
	Disposable after(Duration delay, Runnable task) {
		return this.pool.after(delay, task);
	}

	ConnectionObserver observer() {
		return this.observer;
	}

	ContextView context() {
		return this.sink.contextView();
	}

	@Override
	protected Call call() {
		return this.call;
	}

	/**
	 * Returns the method that the application has asked for, whatever a redirect has made
	 * of it.
	 */
	@Nullable HttpMethod method() {
		return (this.config instanceof HttpClientConfig http) ? http.method() : null;
	}

	/**
	 * Returns whether the client itself has a response timeout, which is Reactor Netty's
	 * to watch.
	 */
	boolean hasOwnResponseTimeout() {
		return ownResponseTimeout() != null;
	}

	private @Nullable Duration ownResponseTimeout() {
		return (this.config instanceof HttpClientConfig http) ? http.responseTimeout() : null;
	}

	ChannelOperations.OnSetup operations() {
		return this.config.channelOperationsProvider();
	}

}
