package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.call.DialTimes;
import io.github.httppool.pool.Lease;
import io.github.httppool.pool.LeaseUse;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.pool.PoolableConnection;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.ReactorNetty;
import reactor.util.context.Context;

/**
 * A connection of the pool, from the moment its channel exists to its close. Lends itself
 * to one call after the other, each of which has it as a {@link LeasedConnection}, and is
 * given back when the call has ended and the {@link WireExchange} is proven clean.
 *
 * <p>
 * Fields without a note are accessed on the channel's event loop only.
 */
final class PooledConnection implements Connection, ConnectionObserver, PoolableConnection {

	private final ReactorHttpPool pool;

	private final PoolEntry entry;

	private final Origin origin;

	// Until the connection is ready, if its channel is the only one left of the dial.
	private @Nullable Dial dial;

	private final Channel channel;

	private final WireExchange exchange = new WireExchange();

	private final CloseRecord closing = new CloseRecord();

	private final LeaseReturn leaseReturn;

	private final CallFailures failures;

	private final LeaseTimer timer;

	private final RequestFate fate;

	private final StaleWatch staleWatch;

	// Since messages are logged, if they are.
	private @Nullable WireSide requests;

	private @Nullable WireSide responses;

	// Written on the event loop, read anywhere.
	private volatile @Nullable LeasedConnection lease;

	private boolean ready;

	private long readyAt;

	private long leases;

	private long idleSince;

	/**
	 * Creates a connection whose channel exists, and is to be opened.
	 * @param pool its pool
	 * @param entry its slot
	 * @param dial opens it
	 * @param channel the channel
	 * @param outbound counts what is sent on it
	 */
	PooledConnection(ReactorHttpPool pool, PoolEntry entry, Dial dial, Channel channel, OutboundBytes outbound) {
		this.pool = pool;
		this.entry = entry;
		this.dial = dial;
		this.origin = dial.origin();
		this.channel = channel;
		this.leaseReturn = new LeaseReturn(this);
		this.failures = new CallFailures(this, pool);
		this.timer = new LeaseTimer(this, outbound, pool.settings().timeouts());
		this.fate = new RequestFate(channel, outbound, this.exchange);
		this.staleWatch = new StaleWatch(this);
	}

	@Override
	public Channel channel() {
		return this.channel;
	}

	@Override
	public Context currentContext() {
		LeasedConnection current = this.lease;
		return (current != null) ? current.currentContext() : Context.empty();
	}

	PoolEntry entry() {
		return this.entry;
	}

	String poolName() {
		return this.pool.name();
	}

	HttpPoolSettings settings() {
		return this.pool.settings();
	}

	/**
	 * Tells the server by a header how much time the call has left, if the pool is
	 * configured to.
	 * @param headers those of a request that is about to be sent
	 */
	void announceDeadline(HttpHeaders headers) {
		DeadlineHeader header = this.pool.deadlineHeader();
		LeasedConnection current = this.lease;
		if (header != null && current != null) {
			header.addTo(headers, current.call(), now());
		}
	}

	/**
	 * Returns what to log the messages to.
	 * @return the tap, {@code null} if they are not logged
	 */
	@Nullable WireTap wireTap() {
		return this.pool.wireTap(this.entry);
	}

	/**
	 * A part of a request passes, and is logged if messages are.
	 */
	void requestPasses(Object part) {
		if (this.requests == null && wireTap() != null) {
			this.requests = WireSide.requests(this);
		}
		if (this.requests != null) {
			this.requests.passes(part);
		}
	}

	/**
	 * A part of a response passes, and is logged if messages are.
	 */
	void responsePasses(Object part) {
		if (this.responses == null && wireTap() != null) {
			this.responses = WireSide.responses(this);
		}
		if (this.responses != null) {
			this.responses.passes(part);
		}
	}

	/**
	 * Returns how many leases there have been, the present one included.
	 */
	long leases() {
		return this.leases;
	}

	/**
	 * Returns when the connection was ready for its first call.
	 */
	long readyAt() {
		return this.readyAt;
	}

	/**
	 * Returns whether the connection speaks TLS by a context.
	 */
	boolean isSecuredBy(SslContext context) {
		return this.origin.tls() == context;
	}

	/**
	 * Returns when its dial came into which phase.
	 */
	DialTimes dialTimes() {
		return this.origin.times();
	}

	/**
	 * Returns the name that it was dialed by.
	 * @return the name, or {@code null} if the pool did not resolve one
	 */
	NameLookups.@Nullable Name name() {
		return this.origin.name();
	}

	WireExchange exchange() {
		return this.exchange;
	}

	CloseRecord closing() {
		return this.closing;
	}

	LeaseReturn leaseReturn() {
		return this.leaseReturn;
	}

	CallFailures failures() {
		return this.failures;
	}

	RequestFate fate() {
		return this.fate;
	}

	StaleWatch staleWatch() {
		return this.staleWatch;
	}

	PoolSnapshot snapshot() {
		return this.pool.engine().snapshot(this.entry);
	}

	/**
	 * Returns the present lease.
	 * @return the lease, or {@code null} if there is none
	 */
	@Nullable LeasedConnection lease() {
		return this.lease;
	}

	// Lending

	/**
	 * Lends the connection to a call, on its event loop, and never in the middle of a
	 * read: what is left of it, the server's close for one, comes first.
	 */
	void lend(Lease leased, ReactorAcquire caller) {
		if (this.channel.eventLoop().inEventLoop() && !this.leaseReturn.isReading()) {
			lendNow(leased, caller);
			return;
		}
		try {
			this.channel.eventLoop().execute(() -> lendNow(leased, caller));
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
			this.closing.note(CloseReason.DRAINED);
			handOutFailed(leased, caller);
		}
	}

	/**
	 * The caller tries again, unless it has given up meanwhile.
	 */
	private void handOutFailed(Lease leased, ReactorAcquire caller) {
		this.pool.engine().handOutFailed(leased, closeReason(), this.pool.now());
		if (caller.isCancelled()) {
			this.pool.engine().cancel(caller, this.pool.now());
		}
	}

	private void lendNow(Lease leased, ReactorAcquire caller) {
		if (caller.isCancelled()) {
			this.pool.engine().returnedUnused(leased, this.pool.now());
			return;
		}
		long now = this.pool.now();
		CloseReason refusal = IdleCheck.refusal(this.channel, this.entry.keepAlive(), now - this.idleSince, now);
		if (refusal != null) {
			this.closing.note(refusal);
			handOutFailed(leased, caller);
			if (refusal == CloseReason.SERVER_CLOSED_IDLE) {
				this.channel.close();
			}
			return;
		}
		if (!this.channel.isActive() || this.closing.reason() != null || !this.pool.engine().handedOver(leased, now)) {
			handOutFailed(leased, caller);
			return;
		}
		LeasedConnection begun = new LeasedConnection(this, leased, caller, this.leases++, now - this.idleSince, now);
		this.lease = begun;
		this.fate.callBegins(now);
		this.timer.begin(begun, begun.since());
		begun.begin();
	}

	/**
	 * An observer of the client has thrown at the beginning of a lease; nobody else would
	 * end it.
	 */
	void brokenBy(Throwable thrown) {
		this.closing.note(CloseReason.ERROR);
		try {
			onUncaughtException(this, thrown);
		}
		finally {
			this.channel.close();
		}
	}

	// What the channel tells

	@Override
	public void onStateChange(Connection connection, State state) {
		LeasedConnection current = this.lease;
		if (current != null) {
			current.onStateChange(connection, state);
		}
		else if (state == State.CONFIGURED && !this.ready) {
			configured();
		}
	}

	/**
	 * From here on the connection stands for itself, no longer for the operations that
	 * Reactor Netty has made for it, and reads, so that it notices the server's close. It
	 * is ready when a proxy, if there is one, has connected it, too.
	 */
	private void configured() {
		bind();
		this.channel.config().setAutoRead(true);
		ProxyHandler proxy = this.channel.pipeline().get(ProxyHandler.class);
		if (proxy == null) {
			becomeReadyAfterRead();
			return;
		}
		proxy.connectFuture().addListener((connect) -> {
			if (connect.isSuccess()) {
				becomeReadyAfterRead();
			}
			else {
				broke(connect.cause());
			}
		});
	}

	/**
	 * A handshake ends in the middle of a read, which may have brought bytes that nobody
	 * has asked for.
	 */
	private void becomeReadyAfterRead() {
		this.channel.eventLoop().execute(() -> {
			if (this.channel.isActive()) {
				this.ready = true;
				this.readyAt = now();
				this.idleSince = this.readyAt;
				Objects.requireNonNull(this.dial).ready(this);
			}
		});
	}

	/**
	 * The dial is over, and nothing but this connection is left of it.
	 */
	void opened() {
		this.dial = null;
	}

	/**
	 * Something went wrong before the connection was ready.
	 */
	private void broke(Throwable cause) {
		Objects.requireNonNull(this.dial).broke(this.channel, cause);
	}

	@Override
	public void onUncaughtException(Connection connection, Throwable error) {
		LeasedConnection current = this.lease;
		if (current != null) {
			current.onUncaughtException(connection, error);
		}
		else if (!this.ready) {
			broke(error);
		}
	}

	/**
	 * The server has sent what answers no request. Beyond the end of a response, it tells
	 * that the connection is unclean; at any other time it is closed at once.
	 * @param bytes how many
	 * @param timeout whether they announce that the server closes the idle connection
	 */
	void readUnexpectedly(int bytes, boolean timeout) {
		boolean beyondResponse = this.exchange.isResponseEnded();
		this.exchange.breaks();
		if (beyondResponse) {
			return;
		}
		String message = "%s sent %d bytes before it was sent a request".formatted(this.entry.host(), bytes);
		CloseReason reason = timeout ? CloseReason.SERVER_CLOSED_IDLE : CloseReason.ERROR;
		if (!this.ready) {
			broke(new IOException(message));
		}
		else if (this.lease != null) {
			failBefore(this.lease, timeout, message);
		}
		else {
			this.closing.note(reason);
			this.channel.close();
		}
	}

	/**
	 * A call has the connection, and its request is not sent yet.
	 */
	private void failBefore(LeasedConnection current, boolean timeout, String message) {
		if (timeout && current.isKept()) {
			this.failures.staleTimeout(current);
		}
		else {
			this.failures.protocolBroken(timeout ? CloseReason.SERVER_CLOSED_IDLE : CloseReason.ERROR, message);
		}
	}

	// How a call ends

	/**
	 * The head of the request is written.
	 */
	void requestBegins(LeasedConnection current) {
		this.timer.requestBegins(current);
	}

	/**
	 * A part of the request was flushed.
	 */
	void flushed() {
		this.timer.flushed();
	}

	/**
	 * The request has been sent, and its response is waited for. If its client has a
	 * timeout of its own, Reactor Netty is about to watch that.
	 * @param sender sent it
	 * @param now the time, in nanoseconds
	 */
	void awaitResponse(LeasedConnection sender, long now) {
		this.timer.requestSent(sender, now);
		if (sender.hasTimeoutOfClient()) {
			this.channel.eventLoop().execute(() -> ReadTimeout.replaceIn(this.channel.pipeline(), this));
		}
		else {
			this.timer.awaitResponse(sender, now);
		}
	}

	/**
	 * The server has switched to another protocol, as the call has asked it to.
	 */
	void upgraded(String protocol) {
		LeasedConnection current = this.lease;
		if (current != null) {
			current.upgraded(protocol);
			this.pool.engine().upgraded(current.lease(), this.pool.now());
			drain();
		}
	}

	/**
	 * The call has got its response.
	 */
	void responseReceived(LeasedConnection receiver) {
		this.timer.responseBegins(receiver);
	}

	/**
	 * Everything that one read has brought has been decoded.
	 */
	void readEnds() {
		LeasedConnection current = this.lease;
		if (current != null && current.isResponding()) {
			this.timer.read(now());
		}
		ReturningConnection.readEnds();
		this.leaseReturn.readEnds();
	}

	/**
	 * The head of a response that is not an interim one has been decoded.
	 * @param status its status code
	 * @param contentType its {@code Content-Type}, if it has one
	 */
	void responseBegins(int status, @Nullable String contentType) {
		LeasedConnection current = this.lease;
		if (current != null && current.responseBegins(status, contentType)) {
			this.pool.engine().streams(current.lease(), now());
			drain();
		}
	}

	/**
	 * All of a response has been decoded and is about to be received.
	 */
	void responseEnds() {
		LeasedConnection current = this.lease;
		if (current != null) {
			if (this.leaseReturn.isReading()) {
				ReturningConnection.responseEnds(this);
			}
			current.responseEnds();
		}
	}

	/**
	 * Returns whether a call may have it when it is given back.
	 */
	boolean maySuit(ReactorAcquire next) {
		LeasedConnection current = this.lease;
		return current != null && next.asksLike(current.caller());
	}

	/**
	 * The call has ended.
	 */
	void callEnded(LeasedConnection ended, Connection operations) {
		if (ended == this.lease) {
			this.timer.end();
			this.leaseReturn.callEnded(ended, operations);
		}
	}

	/**
	 * The call has ended, and the connection is clean. An idle connection reads, so that
	 * it notices the server's close.
	 */
	void giveBack(LeasedConnection ended, Connection operations) {
		this.lease = null;
		this.closing.reclaimingOver();
		ended.keepSizes(this.exchange);
		this.exchange.clear();
		bind();
		ReactorNetty.setChannelContext(this.channel, null);
		this.channel.config().setAutoRead(true);
		this.idleSince = now();
		try {
			end(ended);
		}
		finally {
			try {
				ended.tell(operations, State.RELEASED);
			}
			finally {
				handBack(ended);
			}
		}
	}

	/**
	 * Completes every step even if a listener throws: the connection has a next caller,
	 * and the call may have a next attempt.
	 */
	private void end(LeasedConnection ended) {
		try {
			if (this.requests != null) {
				this.requests.callEnds();
			}
			if (this.responses != null) {
				this.responses.callEnds();
			}
			this.pool.leaseEnds(ended);
		}
		finally {
			ended.end();
		}
	}

	private void handBack(LeasedConnection ended) {
		try {
			passOn(ended.lease(), ended.successor());
		}
		finally {
			ended.returned();
		}
	}

	/**
	 * To the same call, if it goes on at the same host, or back to the pool.
	 */
	private void passOn(Lease ended, @Nullable ReactorAcquire successor) {
		if (successor == null) {
			this.pool.engine().released(ended, this.pool.now());
			return;
		}
		Lease next = successor.isCancelled() ? null : this.pool.engine().renew(ended, successor, this.pool.now());
		if (next != null) {
			lend(next, successor);
		}
		else {
			this.pool.engine().released(ended, this.pool.now());
			successor.acquire();
		}
	}

	long now() {
		return this.pool.now();
	}

	/**
	 * Returns what method the caller has asked for.
	 * @return the method, or {@code null} if there is no call
	 */
	@Nullable HttpMethod requestedMethod() {
		LeasedConnection current = this.lease;
		return (current != null) ? current.caller().method() : null;
	}

	// Closing

	@Override
	public void close(CloseReason reason) {
		this.closing.note(reason);
		try {
			this.channel.eventLoop().execute(() -> this.failures.breakOff(reason));
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
		}
	}

	/**
	 * An event stream and what was upgraded last as long as both sides like.
	 */
	@Override
	public void drain() {
		LeasedConnection current = this.lease;
		if (current != null && (current.isEventStream() || current.isUpgraded())) {
			this.pool.engine().drains().endless(current.lease(), this.pool.now());
		}
	}

	/**
	 * Closes the connection itself. A call disposes of its lease instead.
	 */
	@Override
	public void dispose() {
		this.channel.close();
	}

	/**
	 * Notes, unless a reason is known, that this side closes because the call was given
	 * up.
	 * @return whether this close reclaims a leaked call
	 */
	boolean noteGivenUp() {
		return this.closing.noteGivenUp(givenUp());
	}

	/**
	 * An upgraded connection has no other end than being closed.
	 */
	private CloseReason givenUp() {
		LeasedConnection current = this.lease;
		return (current != null && current.isUpgraded()) ? CloseReason.NOT_PERSISTENT : CloseReason.CLIENT_CANCELLED;
	}

	void noteCloseByServer() {
		LeasedConnection current = this.lease;
		this.closing.note((current == null) ? CloseReason.SERVER_CLOSED_IDLE : current.closedByServer());
	}

	/**
	 * The server has said that it is done, which ends a response without a length.
	 */
	void noteOrderlyClose() {
		if (this.lease != null && this.exchange.endsWithClose()) {
			this.closing.note(CloseReason.NOT_PERSISTENT);
		}
		noteCloseByServer();
	}

	/**
	 * Returns whether the server has ended, by its close, a response without a length, as
	 * far as is known.
	 */
	boolean isEndedByServer() {
		CloseReason reason = this.closing.reason();
		return reason == null || reason == CloseReason.NOT_PERSISTENT;
	}

	/**
	 * Why the closed connection was closed: by the server, unless something else is
	 * known.
	 */
	CloseReason closeReason() {
		noteOrderlyClose();
		return Objects.requireNonNull(this.closing.reason());
	}

	/**
	 * The channel is closed.
	 */
	void closed() {
		try {
			endCall();
		}
		finally {
			Dial opening = this.dial;
			if (opening != null) {
				opening.closed(this.channel);
			}
			else {
				freeSlot();
			}
		}
	}

	/**
	 * There is no socket any more, nor any other one of the dial.
	 */
	void freeSlot() {
		EventLoop taken = this.origin.eventLoop();
		if (taken != null) {
			this.pool.releaseEventLoop(taken);
		}
		this.pool.sockets().closed(this.entry.id(), this.pool.now());
		this.pool.engine().closed(this.entry, closeReason(), this.pool.now());
	}

	private void endCall() {
		this.timer.close();
		LeasedConnection current = this.lease;
		if (current == null) {
			return;
		}
		current.closes();
		try {
			end(current);
		}
		finally {
			handBackWithClose(current);
		}
	}

	private void handBackWithClose(LeasedConnection ended) {
		try {
			runOnceClosed(ended::returned);
		}
		finally {
			ReactorAcquire successor = ended.successor();
			if (successor != null) {
				runOnceClosed(successor::acquire);
			}
		}
	}

	/**
	 * Runs an action after the pool has heard of the close, which makes room.
	 */
	private void runOnceClosed(Runnable action) {
		try {
			this.channel.eventLoop().execute(action);
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the pool is closed.
			action.run();
		}
	}

	/**
	 * All handlers have heard that the channel is closed.
	 */
	void gone() {
		LeasedConnection last = this.lease;
		if (last != null) {
			last.failUnlessSettled();
		}
	}

	// The row in the ledger

	@Override
	public Map<CallPhase, Duration> openedIn() {
		return dialTimes().durations();
	}

	@Override
	public @Nullable Integer localPort() {
		return (this.channel.localAddress() instanceof InetSocketAddress local) ? local.getPort() : null;
	}

	@Override
	public String protocol() {
		LeasedConnection current = this.lease;
		String upgraded = (current != null) ? current.upgradedTo() : null;
		if (upgraded != null) {
			return upgraded;
		}
		return (this.channel.pipeline().get(NettyPipeline.H2MultiplexHandler) != null) ? "HTTP/2" : "HTTP/1.1";
	}

	@Override
	public boolean tls() {
		return this.channel.pipeline().get(SslHandler.class) != null;
	}

	@Override
	public @Nullable String request() {
		LeasedConnection current = this.lease;
		return (current != null) ? current.request() : null;
	}

	@Override
	public @Nullable String callSite() {
		LeasedConnection current = this.lease;
		return (current != null) ? current.call().callSite() : null;
	}

	@Override
	public @Nullable LeaseUse leaseUse() {
		LeasedConnection current = this.lease;
		return (current != null) ? current.use() : null;
	}

	@Override
	public String toString() {
		return this.entry + " " + this.channel;
	}

}
