package io.github.httppool.netty;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.StaleConnectionException;
import io.github.httppool.call.Call;
import io.github.httppool.call.EventStream;
import io.github.httppool.call.RetryCause;
import io.github.httppool.call.Streaming;
import io.github.httppool.events.EndedCall.UsedConnection;
import io.github.httppool.jfr.JfrEvents;
import io.github.httppool.jfr.LeaseEvent;
import io.github.httppool.leak.TrackedLease;
import io.github.httppool.pool.Lease;
import io.github.httppool.pool.LeaseHolder;
import io.github.httppool.pool.LeaseUse;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.text.GuardedLog;
import io.github.httppool.text.Printable;
import io.netty.channel.Channel;
import io.netty.handler.timeout.ReadTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.ReactorNetty;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientState;
import reactor.util.context.Context;

/**
 * A pooled connection while one call has it: what Reactor Netty's operations, and through
 * them the application, see of it. Ends with the call, and can end nothing but that call:
 * by the time that anybody disposes of it, the connection may serve the next one.
 *
 * <p>
 * Is a counter, as Reactor Netty numbers the requests of a connection by it. Fields
 * without a note are accessed on the channel's event loop only.
 */
final class LeasedConnection extends AtomicLong implements Connection, ConnectionObserver, TrackedLease {

	private static final long serialVersionUID = 1L;

	private static final long UNKNOWN = -1;

	private static final Log logger = LogFactory.getLog(LeasedConnection.class);

	private final PooledConnection connection;

	private final Lease lease;

	private final ReactorAcquire caller;

	private final long since;

	private final long earlier;

	private final long idleNanos;

	// Written on the event loop, read anywhere.
	private volatile boolean ended;

	// Written on the event loop, read anywhere.
	private volatile @Nullable HttpClientRequest request;

	// Written on the event loop, read anywhere.
	private volatile @Nullable String upgradedTo;

	// Written on the event loop, read anywhere.
	private volatile boolean eventStream;

	private boolean requestSent;

	// Written on the event loop, read anywhere.
	private volatile boolean responding;

	// The call has been told of a response or a failure.
	private boolean settled;

	private boolean failed;

	// Written on the event loop, read anywhere, as are the next three.
	private volatile int status;

	private volatile boolean answeredBadly;

	private volatile long sentBytes = UNKNOWN;

	private volatile long receivedBytes = UNKNOWN;

	// If a recording wants it.
	private @Nullable LeaseEvent recorded;

	private @Nullable Connection operations;

	private @Nullable ReactorAcquire successor;

	// Guarded by this; made when somebody asks for it.
	private Sinks.@Nullable Empty<Void> termination;

	/**
	 * Creates a lease.
	 * @param connection the connection
	 * @param lease what the pool gets back
	 * @param caller who has it
	 * @param earlier how many leases the connection has had before
	 * @param idleNanos how long it was idle since
	 * @param now the time, in nanoseconds
	 */
	LeasedConnection(PooledConnection connection, Lease lease, ReactorAcquire caller, long earlier, long idleNanos,
			long now) {
		super(earlier);
		this.connection = connection;
		this.lease = lease;
		this.caller = caller;
		this.earlier = earlier;
		this.idleNanos = idleNanos;
		this.since = now;
	}

	// Its life

	/**
	 * Hands the connection over to the call.
	 */
	void begin() {
		this.caller.holds(this);
		call().leaseBegins();
		tellOfConnection();
		record();
		try {
			ReactorNetty.setChannelContext(channel(), this.caller.context());
			observer().onStateChange(this, isFirst() ? State.CONNECTED : State.ACQUIRED);
			speak();
		}
		catch (Throwable ex) {
			this.connection.brokenBy(ex);
		}
		if (this.caller.isCancelled()) {
			// The thread that cancels may not have seen this lease.
			abandon();
		}
	}

	private void tellOfConnection() {
		if (isFirst() && this.connection.readyAt() - this.caller.since() > 0) {
			call().newlyConnected(this.connection.dialTimes(), this.since);
		}
		else {
			call().connected(this.since);
		}
	}

	private void record() {
		LeaseEvent event = JfrEvents.lease();
		if (event != null) {
			event.begin(poolName(), host(), connectionId(), this.earlier, this.since - this.caller.since());
			this.recorded = event;
		}
	}

	private void speak() {
		ChannelOperations<?, ?> created = this.caller.operations().create(this, this, null);
		if (created == null) {
			this.caller.receive(this);
			return;
		}
		this.operations = created;
		created.bind();
		this.caller.receive(created);
		observer().onStateChange(created, State.CONFIGURED);
	}

	/**
	 * The channel is closed, which the call is told later: by then it may be sent again.
	 */
	void closes() {
		if (!this.settled && !this.caller.isDelivered()) {
			this.caller.goesOn();
		}
	}

	/**
	 * The call is over, and with it all that this can do.
	 */
	void end() {
		this.ended = true;
		try {
			endRecord();
			if (this.caller.isDelivered()) {
				// Otherwise it fails, which is not here to see, or goes on elsewhere.
				call().done(outcome(), this.connection.now());
			}
		}
		finally {
			terminate();
		}
	}

	private void endRecord() {
		LeaseEvent event = this.recorded;
		if (event != null) {
			String template = call().template();
			event.end((template != null) ? template : request(), this.status, closeReason());
		}
	}

	private void terminate() {
		if (this.settled) {
			// Otherwise the call is about to be told what has become of its request.
			this.request = null;
		}
		Sinks.Empty<Void> waiting;
		synchronized (this) {
			waiting = this.termination;
		}
		if (waiting != null) {
			tellOfEnd(waiting);
		}
	}

	private CallOutcome outcome() {
		if (isUpgraded() || !call().isResponseIncomplete() || isAboutToBeWhole()) {
			return CallOutcome.COMPLETED;
		}
		return (closeReason() == CloseReason.CLIENT_CANCELLED) ? CallOutcome.CANCELLED : CallOutcome.FAILED;
	}

	/**
	 * The server has closed behind its response: what is left to be decoded is received
	 * when the handlers hear of the close.
	 */
	private boolean isAboutToBeWhole() {
		WireExchange exchange = this.connection.exchange();
		boolean arrived = exchange.isResponseEnded() || exchange.endsWithClose();
		return arrived && isReceiving() && this.connection.isEndedByServer();
	}

	/**
	 * Returns whether what is read still reaches the call: Reactor Netty ends the
	 * operations of a request that has failed.
	 */
	private boolean isReceiving() {
		return this.operations == Connection.from(channel());
	}

	/**
	 * The pool has got back what the call had: from here on the call may be repeated.
	 */
	void returned() {
		call().leaseEnds();
	}

	/**
	 * What a subscriber throws must not keep the connection from the next caller.
	 */
	private void tellOfEnd(Sinks.Empty<Void> waiting) {
		try {
			waiting.tryEmitEmpty();
		}
		catch (Throwable ex) {
			GuardedLog.write(logger::warn, "A subscriber to the end of a call to " + host() + " has failed", ex);
		}
	}

	/**
	 * The call was given up. Unless its response has been delivered, nobody else ends it:
	 * operators that are cancelled drop a response that arrives then. From any thread.
	 */
	void abandon() {
		onEventLoop(() -> {
			if (this.caller.isDelivered()) {
				return;
			}
			try {
				if (this.operations != null) {
					UnreadResponseDiscarder.end(this.operations);
				}
			}
			finally {
				close();
			}
		});
	}

	/**
	 * The channel is gone. Reactor Netty says nothing to a call that the application has
	 * disposed of before its response, and its caller would wait for ever.
	 */
	void failUnlessSettled() {
		if (!this.settled && !this.caller.isCancelled()) {
			onUncaughtException(this, new IOException("%s to %s was disposed of before there was a response"
				.formatted((request() != null) ? request() : "the call", host())));
		}
	}

	/**
	 * The same call goes on, to where it was redirected, and waits for this lease to end:
	 * its next one must not queue behind it.
	 */
	void continuesWith(ReactorAcquire next) {
		this.successor = next;
	}

	@Nullable ReactorAcquire successor() {
		return this.successor;
	}

	/**
	 * Returns whether the call may go on by {@link #continuesWith}: its response is over,
	 * and the lease is about to end.
	 */
	boolean isEnding() {
		return !this.ended && channel().eventLoop().inEventLoop() && this.connection.exchange().isResponseEnded();
	}

	private void close() {
		if (!this.ended) {
			channel().close();
		}
	}

	private void onEventLoop(Runnable action) {
		try {
			channel().eventLoop().execute(action);
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
		}
	}

	// As Reactor Netty's connection

	@Override
	public Channel channel() {
		return this.connection.channel();
	}

	@Override
	public Context currentContext() {
		return Context.of(this.caller.context());
	}

	/**
	 * Closes the connection, if this call still has it by the time that its event loop
	 * can tell.
	 */
	@Override
	public void dispose() {
		if (channel().eventLoop().inEventLoop()) {
			close();
		}
		else {
			onEventLoop(this::close);
		}
	}

	@Override
	public boolean isDisposed() {
		return this.ended || !channel().isActive();
	}

	@Override
	public Mono<Void> onTerminate() {
		synchronized (this) {
			if (this.termination == null) {
				this.termination = Sinks.empty();
			}
			if (this.ended) {
				return Mono.empty();
			}
			return this.termination.asMono().or(onDispose());
		}
	}

	// As observer of the call

	/**
	 * Reactor Netty tells of the end of a request on the thread on which its body ended.
	 */
	@Override
	public void onStateChange(Connection told, State state) {
		if (!channel().eventLoop().inEventLoop()) {
			onEventLoop(() -> onStateChange(told, state));
			return;
		}
		if (state == State.DISCONNECTING) {
			this.connection.callEnded(this, told);
			return;
		}
		if (this.ended) {
			tellLate(told, state);
			return;
		}
		note(told, state);
		tell(told, state);
		this.settled |= state == HttpClientState.RESPONSE_RECEIVED;
	}

	/**
	 * Tells the observers of the call. What one of them throws breaks the call: it fails,
	 * unless it has its response already, and the connection is closed.
	 */
	void tell(Connection told, State state) {
		try {
			observer().onStateChange(told, state);
		}
		catch (Throwable ex) {
			this.connection.closing().note(CloseReason.ERROR);
			try {
				failedAt(state, told, ex);
			}
			finally {
				channel().close();
			}
		}
	}

	/**
	 * A thread that ends the body of a request may report that later than the server
	 * answers: the connection may have the next call by then, which is not concerned.
	 */
	private void tellLate(Connection told, State state) {
		try {
			observer().onStateChange(told, state);
		}
		catch (Throwable ex) {
			warnOfObserver(state, ex);
		}
	}

	private void warnOfObserver(State state, Throwable thrown) {
		GuardedLog.write(logger::warn, "An observer of a call to " + host() + " has failed at " + state, thrown);
	}

	private void failedAt(State state, Connection told, Throwable thrown) {
		if (this.settled) {
			warnOfObserver(state, thrown);
		}
		else {
			onUncaughtException(told, thrown);
		}
	}

	private void note(Connection told, State state) {
		if (state == HttpClientState.REQUEST_PREPARED) {
			this.request = (told instanceof HttpClientRequest prepared) ? prepared : null;
			this.connection.requestBegins(this);
		}
		else if (state == HttpClientState.REQUEST_SENT) {
			this.requestSent = true;
			long now = this.connection.now();
			call().requestSent(now);
			if (!this.responding) {
				this.connection.awaitResponse(this, now);
			}
		}
		else if (state == HttpClientState.RESPONSE_RECEIVED) {
			this.responding = true;
			this.connection.responseReceived(this);
		}
	}

	/**
	 * A call fails once; what follows follows from it. Reactor Netty reports on the
	 * thread on which the body of a request failed.
	 */
	@Override
	public void onUncaughtException(Connection told, Throwable error) {
		if (!channel().eventLoop().inEventLoop()) {
			onEventLoop(() -> onUncaughtException(told, error));
			return;
		}
		if (this.failed) {
			return;
		}
		if (error instanceof ReadTimeoutException && this.requestSent) {
			// Of a handler that the application has put behind all of ours.
			this.connection.failures().timedOut();
		}
		this.failed = true;
		this.settled = true;
		this.caller.failsWith(error);
		boolean goesOn = goesOn(error);
		if (goesOn) {
			this.caller.goesOn();
		}
		if (this.responding || goesOn) {
			observer().onUncaughtException(told, NonFatal.of(error, host()));
		}
		else {
			noteFailure(error);
			this.caller.failed(told, CallError.of(error, this));
		}
	}

	private void noteFailure(Throwable error) {
		RetryCause cause = (error instanceof StaleConnectionException) ? RetryCause.CONNECTION_LOST
				: CallError.retryCause(error, this);
		if (cause != null) {
			call().fails(cause);
		}
	}

	/**
	 * Reactor Netty's own exceptions have it send the request once more, to where it is
	 * redirected to or with credentials.
	 */
	private static boolean goesOn(Throwable error) {
		return error instanceof RuntimeException && error.getClass().getPackage() == HttpClient.class.getPackage();
	}

	private ConnectionObserver observer() {
		return this.caller.observer();
	}

	/**
	 * Returns whether the client has a response timeout of its own, in place of which the
	 * call has none.
	 */
	boolean hasTimeoutOfClient() {
		return this.caller.hasOwnResponseTimeout() && call().responseLimit() == null;
	}

	/**
	 * The head of the response has been decoded.
	 * @return whether the response is an event stream
	 */
	boolean responseBegins(int code, @Nullable String contentType) {
		this.status = code;
		call().responseBegins(this.connection.now());
		boolean stream = EventStream.is(contentType);
		if (stream) {
			this.eventStream = true;
		}
		return stream;
	}

	/**
	 * All of the response has been decoded.
	 */
	void responseEnds() {
		if (isReceiving()) {
			call().responseEnds();
		}
	}

	@Override
	public boolean isEventStream() {
		return this.eventStream || call().streaming() == Streaming.DECLARED;
	}

	/**
	 * Another protocol is spoken from here on.
	 */
	void upgraded(String protocol) {
		this.upgradedTo = protocol;
	}

	/**
	 * Returns what is spoken since the connection was upgraded.
	 * @return the protocol, or {@code null} if it is HTTP
	 */
	@Nullable String upgradedTo() {
		return this.upgradedTo;
	}

	@Override
	public boolean isUpgraded() {
		return this.upgradedTo != null;
	}

	/**
	 * Returns whether the call has got its response.
	 */
	boolean isResponding() {
		return this.responding;
	}

	CloseReason closedByServer() {
		if (isUpgraded() || this.connection.exchange().isResponseEnded()) {
			return CloseReason.NOT_PERSISTENT;
		}
		return this.responding ? CloseReason.SERVER_CLOSED_MID_RESPONSE : CloseReason.SERVER_CLOSED_BEFORE_RESPONSE;
	}

	// As leak detection sees it

	@Override
	public String host() {
		return this.connection.entry().host();
	}

	@Override
	public long connectionId() {
		return this.connection.entry().id();
	}

	/**
	 * Leaves the query out, which may hold secrets.
	 */
	@Override
	public @Nullable String request() {
		HttpClientRequest current = this.request;
		return (current != null) ? name(current, current.uri()) : null;
	}

	/**
	 * Names the call with all of its URL but the query.
	 */
	String nameOfCall() {
		HttpClientRequest current = this.request;
		String url = (current != null) ? current.resourceUrl() : null;
		return (current != null && url != null) ? name(current, url) : "the request";
	}

	private static String name(HttpClientRequest request, String uri) {
		int query = uri.indexOf('?');
		return request.method() + " "
				+ Printable.line((query >= 0) ? uri.substring(0, query) : uri, Printable.MAX_LENGTH);
	}

	@Override
	public Call call() {
		return this.caller.call();
	}

	/**
	 * Returns what the call has made of the lease.
	 */
	LeaseUse use() {
		Call call = call();
		String template = call.template();
		return new LeaseUse(holder(call), call.unreadSince(), (template != null) ? template : request());
	}

	/**
	 * Nobody tells what a client that is not ours does with a response.
	 */
	private LeaseHolder holder(Call call) {
		if (call.isAbandoned()) {
			return LeaseHolder.NOBODY;
		}
		if (isEventStream() || isUpgraded() || call.phase() == CallPhase.SENDING
				|| (this.responding && !call.isNamed())) {
			return LeaseHolder.ANYBODY;
		}
		return call.isReading() ? LeaseHolder.SERVER : LeaseHolder.APPLICATION;
	}

	@Override
	public long since() {
		return this.since;
	}

	@Override
	public void whileHeld(Runnable action) {
		onEventLoop(() -> {
			if (!this.ended && channel().isOpen()) {
				action.run();
			}
		});
	}

	@Override
	public Executor eventLoop() {
		return channel().eventLoop();
	}

	@Override
	public void reclaiming() {
		this.connection.closing().reclaiming();
	}

	@Override
	public void abort() {
		this.connection.close(CloseReason.LEAK_RECLAIMED);
	}

	ReactorAcquire caller() {
		return this.caller;
	}

	/**
	 * Returns what the pool gets back when the call has ended.
	 */
	Lease lease() {
		return this.lease;
	}

	/**
	 * Returns whether the connection has ended or is about to, for a reason of the
	 * network or of the pool: an exception may also be that of another connection, which
	 * the body of the request came from.
	 */
	boolean isOver() {
		return closeReason() != null || !channel().isActive();
	}

	String poolName() {
		return this.connection.poolName();
	}

	private boolean isFirst() {
		return this.earlier == 0;
	}

	/**
	 * Returns how many leases the connection has had before.
	 */
	long earlier() {
		return this.earlier;
	}

	/**
	 * Returns how long the connection had been idle before.
	 */
	long idleNanos() {
		return this.idleNanos;
	}

	/**
	 * Returns whether the connection has served before, or was kept for a while: if it is
	 * lost now, the server may have closed it before the call came.
	 */
	boolean isKept() {
		return !isFirst() || this.idleNanos >= IdleCheck.LOOK_AFTER_NANOS;
	}

	/**
	 * Returns whether the connection may be stale, as nothing has come for this call.
	 */
	boolean mayBeStale() {
		return isKept() && received() == 0;
	}

	/**
	 * Returns whether the connection counts as stale now that it is lost: the server has
	 * not read the request, or may have closed before it came. A server that breaks off
	 * later has had the request.
	 */
	boolean isStale() {
		return mayBeStale() && (isUnread() || this.connection.fate().isYoung(this.connection.now()));
	}

	/**
	 * Returns whether the server has read nothing of the request for certain.
	 */
	boolean isUnread() {
		return this.connection.fate().isUnread();
	}

	/**
	 * Returns how long each phase of the call has lasted.
	 */
	Map<CallPhase, Duration> phases() {
		return call().phases(this.connection.now());
	}

	/**
	 * Returns the figures of the pool at this moment.
	 */
	PoolSnapshot snapshot() {
		return this.connection.snapshot();
	}

	/**
	 * Returns the status of the response.
	 * @return the code, 0 if none has come
	 */
	int status() {
		return this.status;
	}

	/**
	 * The server has sent what is no answer, or one that the client does not take.
	 */
	void answeredBadly() {
		this.answeredBadly = true;
	}

	boolean isAnsweredBadly() {
		return this.answeredBadly;
	}

	/**
	 * The exchange is over, and the next one begins to count.
	 * @param exchange the exchange
	 */
	void keepSizes(WireExchange exchange) {
		this.sentBytes = exchange.written();
		this.receivedBytes = exchange.received();
	}

	/**
	 * Returns what the call has made of the connection.
	 * @param now the time
	 */
	UsedConnection used(long now) {
		long sent = this.connection.exchange().written();
		long came = this.connection.exchange().received();
		// Looked at after the present figures, which may be those of the next call.
		return new UsedConnection(connectionId(), now - this.connection.readyAt(), this.earlier + 1,
				(this.sentBytes != UNKNOWN) ? this.sentBytes : sent,
				(this.receivedBytes != UNKNOWN) ? this.receivedBytes : came);
	}

	/**
	 * Returns how many bytes have come since the request began.
	 */
	long received() {
		return this.connection.exchange().received();
	}

	/**
	 * Returns why the connection is being closed.
	 * @return the reason, or {@code null} if none is known yet
	 */
	@Nullable CloseReason closeReason() {
		return this.connection.closing().reason();
	}

	PoolEntry entry() {
		return this.connection.entry();
	}

	@Override
	public String toString() {
		return this.connection.toString();
	}

}
