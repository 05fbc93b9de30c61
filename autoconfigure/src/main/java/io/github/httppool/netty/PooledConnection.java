package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.leak.CallTrack;
import io.github.httppool.pool.PoolableConnection;
import io.github.httppool.pool.Slot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutException;
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

	/** A body that a server sends without need comes right behind its head. */
	private static final long DOUBT_MILLIS = 50;

	private final ReactorHttpPool pool;

	private final Slot slot;

	private final Dial dial;

	private final Channel channel;

	private final WireExchange exchange = new WireExchange();

	private final ResponseTimer responseTimer;

	// Written on the event loop, read anywhere.
	private volatile @Nullable LeasedConnection lease;

	// Written once, by the first that closes; read anywhere.
	private volatile @Nullable CloseReason closeReason;

	private boolean ready;

	private long leases;

	// The channel is in the middle of a read.
	private boolean reading;

	// The call of the lease has ended, the read in which it did may not.
	private @Nullable Connection endedOperations;

	private boolean reclaiming;

	// Its call had leaked, and it is being closed.
	private boolean takenBack;

	PooledConnection(ReactorHttpPool pool, Slot slot, Dial dial, Channel channel) {
		this.pool = pool;
		this.slot = slot;
		this.dial = dial;
		this.channel = channel;
		this.responseTimer = new ResponseTimer(channel.eventLoop(), pool::now, this::responseTimedOut);
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

	Slot slot() {
		return this.slot;
	}

	WireExchange exchange() {
		return this.exchange;
	}

	/**
	 * Returns the present lease.
	 * @return the lease, or {@code null} if there is none
	 */
	@Nullable LeasedConnection lease() {
		return this.lease;
	}

	boolean isIdle() {
		return this.ready && this.lease == null;
	}

	// Lending

	/**
	 * Lends the connection to a call, on its event loop, and never in the middle of a
	 * read: what is left of it, the server's close for one, comes first.
	 */
	void lend(Caller caller) {
		if (this.channel.eventLoop().inEventLoop() && !this.reading) {
			lendNow(caller);
			return;
		}
		try {
			this.channel.eventLoop().execute(() -> lendNow(caller));
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
			noteClose(CloseReason.DRAINED);
			handOutFailed(caller);
		}
	}

	/**
	 * The caller tries again, unless it has given up meanwhile.
	 */
	private void handOutFailed(Caller caller) {
		this.pool.engine().handOutFailed(this.slot, caller, closeReason(), this.pool.now());
		if (caller.isCancelled()) {
			this.pool.engine().cancel(caller, this.pool.now());
		}
	}

	private void lendNow(Caller caller) {
		if (caller.isCancelled()) {
			this.pool.engine().returnedUnused(this.slot, caller, this.pool.now());
			return;
		}
		if (!this.channel.isActive() || this.closeReason != null
				|| !this.pool.engine().handedOver(this.slot, caller, this.pool.now())) {
			handOutFailed(caller);
			return;
		}
		LeasedConnection begun = new LeasedConnection(this, caller, this.leases++, this.pool.now());
		this.lease = begun;
		begun.begin();
	}

	/**
	 * An observer of the client has thrown at the beginning of a lease; nobody else would
	 * end it.
	 */
	void brokenBy(Throwable thrown) {
		noteClose(CloseReason.ERROR);
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
			becomeReady();
			return;
		}
		proxy.connectFuture().addListener((connect) -> {
			if (connect.isSuccess()) {
				becomeReady();
			}
			else {
				this.dial.broke(this.channel, connect.cause());
			}
		});
	}

	private void becomeReady() {
		this.ready = true;
		this.dial.ready(this);
	}

	@Override
	public void onUncaughtException(Connection connection, Throwable error) {
		LeasedConnection current = this.lease;
		if (current != null) {
			current.onUncaughtException(connection, error);
		}
		else if (!this.ready) {
			this.dial.broke(this.channel, error);
		}
	}

	void readBegins() {
		this.reading = true;
	}

	/**
	 * All that one read has brought has been looked at.
	 */
	void readOver() {
		try {
			if (this.lease != null) {
				endIfOver(this.lease);
			}
		}
		finally {
			this.reading = false;
		}
	}

	private void endIfOver(LeasedConnection current) {
		Connection operations = this.endedOperations;
		if (operations == null) {
			if (current.successor() != null) {
				// The call goes on elsewhere, and nobody ends this lease.
				noteClose(CloseReason.NOT_PERSISTENT);
				this.channel.close();
			}
		}
		else if (this.exchange.takeDoubt()) {
			this.channel.config().setAutoRead(true);
			this.channel.eventLoop().schedule(this::readOver, DOUBT_MILLIS, TimeUnit.MILLISECONDS);
		}
		else {
			giveBackIfClean(current, operations);
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
		CloseReason reason = timeout ? CloseReason.SERVER_CLOSED_IDLE : CloseReason.ERROR;
		if (this.lease != null) {
			fail(reason, "%s sent %d bytes before it was sent a request".formatted(this.slot.host(), bytes));
		}
		else {
			noteClose(reason);
			this.channel.close();
		}
	}

	// How a call ends

	/**
	 * The request has been sent.
	 * @param ownTimeout whether its client has a timeout of its own, which Reactor Netty
	 * is about to watch
	 */
	void awaitResponse(boolean ownTimeout) {
		if (ownTimeout) {
			this.channel.eventLoop().execute(() -> ReadTimeout.replaceIn(this.channel.pipeline(), this));
		}
		else {
			this.responseTimer.start(this.pool.responseTimeoutNanos());
		}
	}

	/**
	 * The server has switched to another protocol, as the call has asked it to.
	 */
	void upgraded(String protocol) {
		LeasedConnection current = this.lease;
		if (current != null) {
			current.upgraded(protocol);
			this.pool.engine().upgraded(this.slot);
		}
	}

	void responseBegins() {
		this.responseTimer.stop();
	}

	/**
	 * The call has ended. Its connection goes back once its operations have let go of it
	 * and the read is over, if it is clean then. A closed one goes with the channel's
	 * close.
	 */
	void callEnded(LeasedConnection ended, Connection operations) {
		if (ended != this.lease) {
			return;
		}
		this.responseTimer.stop();
		if (!this.channel.isActive() || this.takenBack) {
			ended.tell(operations, State.DISCONNECTING);
		}
		else if (!ended.isPersistent() || this.exchange.isUpgraded()) {
			CloseReason reason = this.exchange.closeReason();
			closeAfterCall(ended, operations, (reason != null) ? reason : CloseReason.NOT_PERSISTENT);
		}
		else {
			this.endedOperations = operations;
			if (!this.reading) {
				this.channel.eventLoop().execute(this::readOver);
			}
		}
	}

	private void closeAfterCall(LeasedConnection ended, Connection operations, CloseReason reason) {
		noteClose(reason);
		this.channel.close();
		ended.tell(operations, State.DISCONNECTING);
	}

	private void giveBackIfClean(LeasedConnection ended, Connection operations) {
		this.endedOperations = null;
		CloseReason reason = this.exchange.closeReason();
		if (!this.channel.isActive() || this.closeReason != null) {
			ended.tell(operations, State.DISCONNECTING);
		}
		else if (reason != null) {
			closeAfterCall(ended, operations, reason);
		}
		else {
			giveBack(ended, operations);
		}
	}

	/**
	 * An idle connection reads, so that it notices the server's close.
	 */
	private void giveBack(LeasedConnection ended, Connection operations) {
		this.pool.leaseEnds(ended);
		this.lease = null;
		this.reclaiming = false;
		this.exchange.clear();
		bind();
		ReactorNetty.setChannelContext(this.channel, null);
		this.channel.config().setAutoRead(true);
		ended.end();
		try {
			ended.tell(operations, State.RELEASED);
		}
		finally {
			passOn(ended.successor());
		}
	}

	/**
	 * To the same call, if it goes on at the same host, or back to the pool.
	 */
	private void passOn(@Nullable Caller successor) {
		if (successor == null) {
			this.pool.engine().released(this.slot, this.pool.now());
		}
		else if (!successor.isCancelled() && this.pool.engine().renew(this.slot, successor, this.pool.now())) {
			lend(successor);
		}
		else {
			this.pool.engine().released(this.slot, this.pool.now());
			successor.acquire();
		}
	}

	private void responseTimedOut(long lateNanos) {
		if (this.lease != null) {
			SocketTimeoutException error = new SocketTimeoutException("no response from %s within %d ms: %s%s"
				.formatted(this.slot.host(), this.pool.settings().timeouts().response().toMillis(), request(),
						EventLoopDelay.describe(lateNanos)));
			fail(CloseReason.TIMEOUT, error);
		}
	}

	/**
	 * The client's own timeout has run out: with Netty's exception, as applications know
	 * it, which cannot take a message.
	 */
	void readTimedOut(long timeoutMillis, long lateNanos) {
		ReadTimeoutException error = new ReadTimeoutException();
		error.initCause(new SocketTimeoutException("no data from %s for %d ms%s".formatted(this.slot.host(),
				timeoutMillis, EventLoopDelay.describe(lateNanos))));
		fail(CloseReason.TIMEOUT, error);
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

	/**
	 * Fails a call whose request cannot be sent as it is.
	 * @param violation what is wrong with the request
	 * @return what the call fails with
	 */
	IOException failRequest(String violation) {
		return fail(CloseReason.ERROR, "%s to %s cannot be sent: %s".formatted(request(), this.slot.host(), violation));
	}

	/**
	 * The head of a request could not be written, as a handler of the application has
	 * thrown, for one. A closed channel speaks for itself.
	 */
	void writeFailed(Throwable cause) {
		if (this.lease != null && this.channel.isActive()) {
			noteClose(CloseReason.ERROR);
			breakCall(cause);
		}
	}

	/**
	 * Fails the call in the middle, whatever it waits for, and closes the connection.
	 * @param reason why it is closed
	 * @param message what went wrong
	 * @return what the call fails with
	 */
	IOException fail(CloseReason reason, String message) {
		IOException error = new IOException(message);
		fail(reason, error);
		return error;
	}

	/**
	 * Without the frames of the event loop, which say nothing of the call: Reactor Netty
	 * logs them, and when a host hangs, that keeps the event loop from the calls to other
	 * hosts.
	 */
	private void fail(CloseReason reason, Exception error) {
		error.setStackTrace(new StackTraceElement[0]);
		noteClose(reason);
		breakCall(error);
	}

	private void breakCall(Throwable error) {
		ChannelHandlerContext witness = this.channel.pipeline().context(CloseWitness.NAME);
		if (witness != null) {
			witness.fireExceptionCaught(error);
		}
		this.channel.close();
	}

	// Closing

	@Override
	public void close(CloseReason reason) {
		noteClose(reason);
		if (this.lease == null) {
			PoliteClose.close(this.channel);
			return;
		}
		try {
			this.channel.eventLoop().execute(() -> breakOff(reason));
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
		}
	}

	private void breakOff(CloseReason reason) {
		LeasedConnection current = this.lease;
		if (current == null) {
			PoliteClose.close(this.channel);
		}
		else {
			fail(reason, BrokenOff.error(reason, this.pool, current));
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
	 * The present lease is ended because it leaked. If that closes the connection, it is
	 * the reason.
	 */
	void reclaiming() {
		this.reclaiming = true;
	}

	/**
	 * This side closes the connection, for no other reason than that its call was given
	 * up, if there is none yet.
	 * @return whether it was given up just now, and in place of an owner who has
	 * forgotten it
	 */
	synchronized boolean noteGivenUp() {
		boolean leaked = this.reclaiming && this.closeReason == null;
		this.takenBack |= leaked;
		noteClose(leaked ? CloseReason.LEAK_RECLAIMED : givenUp());
		return leaked;
	}

	/**
	 * An upgraded connection has no other end than being closed.
	 */
	private CloseReason givenUp() {
		LeasedConnection current = this.lease;
		return (current != null && current.isUpgraded()) ? CloseReason.NOT_PERSISTENT : CloseReason.CLIENT_CANCELLED;
	}

	/**
	 * Notes why the connection is being closed; only the first to note counts, as what
	 * follows follows from it.
	 */
	synchronized void noteClose(CloseReason reason) {
		if (this.closeReason == null) {
			this.closeReason = reason;
		}
	}

	void noteCloseByServer() {
		LeasedConnection current = this.lease;
		noteClose((current == null) ? CloseReason.SERVER_CLOSED_IDLE : current.closedByServer());
	}

	/**
	 * The server has said that it is done, which ends a response without a length.
	 */
	void noteOrderlyClose() {
		if (this.lease != null && this.exchange.endsWithClose()) {
			noteClose(CloseReason.NOT_PERSISTENT);
		}
		noteCloseByServer();
	}

	/**
	 * Why the closed connection was closed: by the server, unless something else is
	 * known.
	 */
	CloseReason closeReason() {
		noteOrderlyClose();
		return Objects.requireNonNull(this.closeReason);
	}

	/**
	 * The channel is closed, perhaps in the middle of a call.
	 */
	void closed() {
		this.responseTimer.end();
		LeasedConnection current = this.lease;
		if (current == null) {
			return;
		}
		this.pool.leaseEnds(current);
		current.end();
		Caller successor = current.successor();
		if (successor != null) {
			// Behind the end of this lease in the pool, which makes room.
			this.channel.eventLoop().execute(successor::acquire);
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
		CallTrack track = (current != null) ? current.track() : null;
		return (track != null) ? track.callSite() : null;
	}

	@Override
	public String toString() {
		return this.slot + " " + this.channel;
	}

}
