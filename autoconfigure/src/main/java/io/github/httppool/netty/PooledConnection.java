package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.CloseReason;
import io.github.httppool.leak.CallTrack;
import io.github.httppool.pool.PoolableConnection;
import io.github.httppool.pool.Slot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.ReactorNetty;
import reactor.netty.channel.ChannelOperations;
import reactor.util.context.Context;

/**
 * A pooled connection, between the channel that Reactor Netty speaks on and the call that
 * has it now. Hears all states of the channel and passes them on to that call; an ended
 * call hands the connection back.
 *
 * <p>
 * Fields without a note are accessed on the channel's event loop only.
 */
final class PooledConnection implements Connection, ConnectionObserver, PoolableConnection {

	private final ReactorHttpPool pool;

	private final Slot slot;

	private final Dial dial;

	private final Channel channel;

	private final Exchange exchange = new Exchange();

	private final ResponseTimer responseTimer;

	// Written on the event loop, read anywhere.
	private volatile @Nullable Caller owner;

	// Written once, by whoever closes first; read anywhere.
	private volatile @Nullable CloseReason closeReason;

	private boolean ready;

	private boolean lent;

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
		Caller current = this.owner;
		return (current != null) ? Context.of(current.context()) : Context.empty();
	}

	Slot slot() {
		return this.slot;
	}

	/**
	 * Returns whether the caller still has the connection and neither side has begun to
	 * close it.
	 */
	boolean isHeldBy(Caller caller) {
		return this.owner == caller && this.closeReason == null;
	}

	/**
	 * Returns the present lease.
	 * @param since when it began
	 * @return the lease, or {@code null} if it has just ended
	 */
	@Nullable HeldLease lease(long since) {
		Caller current = this.owner;
		return (current != null) ? new HeldLease(this, current, since) : null;
	}

	boolean isIdle() {
		return this.ready && this.owner == null;
	}

	// Lending

	/**
	 * Lends the connection to a call, on its event loop.
	 */
	void lend(Caller caller) {
		if (this.channel.eventLoop().inEventLoop()) {
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
		this.owner = caller;
		try {
			begin(caller);
		}
		catch (Exception ex) {
			// From an observer of the client's; nobody else would end the lease.
			noteClose(CloseReason.ERROR);
			try {
				caller.observer().onUncaughtException(this, ex);
			}
			finally {
				this.channel.close();
			}
		}
	}

	private void begin(Caller caller) {
		boolean first = !this.lent;
		this.lent = true;
		ReactorNetty.setChannelContext(this.channel, caller.context());
		caller.observer().onStateChange(this, first ? State.CONNECTED : State.ACQUIRED);
		speak(caller);
	}

	private void speak(Caller caller) {
		ChannelOperations<?, ?> operations = caller.operations().create(this, this, null);
		if (operations == null) {
			caller.receive(this);
			return;
		}
		operations.bind();
		caller.receive(operations);
		caller.observer().onStateChange(operations, State.CONFIGURED);
	}

	// What the channel tells

	@Override
	public void onStateChange(Connection connection, State state) {
		Caller current = this.owner;
		if (current != null) {
			if (state == State.DISCONNECTING) {
				ended(connection, current);
			}
			else {
				this.exchange.follow(connection, state, current, this.responseTimer, this.pool);
				current.observer().onStateChange(connection, state);
			}
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
		Caller current = this.owner;
		if (current != null) {
			current.observer().onUncaughtException(connection, error);
		}
		else if (!this.ready) {
			this.dial.broke(this.channel, error);
		}
	}

	/**
	 * The call has ended; the connection goes back if it can serve again. A closed one
	 * goes with the channel's close.
	 */
	private void ended(Connection connection, Caller current) {
		this.responseTimer.stop();
		if (!this.channel.isActive() || this.takenBack) {
			current.observer().onStateChange(connection, State.DISCONNECTING);
		}
		else if (!isPersistent()) {
			noteClose(CloseReason.NOT_PERSISTENT);
			this.channel.close();
			current.observer().onStateChange(connection, State.DISCONNECTING);
		}
		else {
			this.pool.leaseEnds(this, current);
			this.owner = null;
			this.reclaiming = false;
			this.exchange.end();
			ReactorNetty.setChannelContext(this.channel, null);
			try {
				current.observer().onStateChange(connection, State.RELEASED);
			}
			finally {
				this.pool.engine().released(this.slot, this.pool.now());
			}
		}
	}

	private void responseTimedOut() {
		ChannelHandlerContext witness = this.channel.pipeline().context(CloseWitness.NAME);
		if (this.owner == null || witness == null) {
			return;
		}
		noteClose(CloseReason.TIMEOUT);
		witness.fireExceptionCaught(noResponse());
		this.channel.close();
	}

	/**
	 * Without the frames of the event loop, which say nothing of the call: Reactor Netty
	 * logs them, and when a host hangs, that keeps the event loop from the calls to other
	 * hosts.
	 */
	private SocketTimeoutException noResponse() {
		SocketTimeoutException error = new SocketTimeoutException("no response from %s within %d ms: %s".formatted(
				this.slot.host(), this.pool.settings().timeouts().response().toMillis(), this.exchange.request()));
		error.setStackTrace(new StackTraceElement[0]);
		return error;
	}

	// Closing

	@Override
	public void close(CloseReason reason) {
		noteClose(reason);
		if (this.owner == null) {
			PoliteClose.close(this.channel);
		}
		else if (reason == CloseReason.ABORTED) {
			ShutdownAbort.abort(this, ShutdownAbort.error(this.pool, this));
		}
		else {
			this.channel.close();
		}
	}

	/**
	 * Whoever disposes of a call does not mean the next one, which may have the
	 * connection by the time that the event loop closes it.
	 */
	@Override
	public void dispose() {
		Caller disposed = this.owner;
		try {
			this.channel.eventLoop().execute(() -> {
				if (this.owner == disposed) {
					this.channel.close();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// The event loops are shut down, and the channel with them.
		}
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
		noteClose(leaked ? CloseReason.LEAK_RECLAIMED : CloseReason.CLIENT_CANCELLED);
		return leaked;
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
		noteClose((this.owner == null) ? CloseReason.SERVER_CLOSED_IDLE : this.exchange.closedByServer());
	}

	/**
	 * Why the closed connection was closed: by the server, unless something else is
	 * known.
	 */
	CloseReason closeReason() {
		noteCloseByServer();
		return Objects.requireNonNull(this.closeReason);
	}

	/**
	 * The channel is closed, perhaps in the middle of a call.
	 */
	void closed() {
		this.responseTimer.end();
		Caller current = this.owner;
		if (current != null) {
			this.pool.leaseEnds(this, current);
		}
	}

	// The row in the ledger

	@Override
	public @Nullable Integer localPort() {
		return (this.channel.localAddress() instanceof InetSocketAddress local) ? local.getPort() : null;
	}

	@Override
	public String protocol() {
		return (this.channel.pipeline().get(NettyPipeline.H2MultiplexHandler) != null) ? "HTTP/2" : "HTTP/1.1";
	}

	@Override
	public boolean tls() {
		return this.channel.pipeline().get(SslHandler.class) != null;
	}

	@Override
	public @Nullable String request() {
		return this.exchange.request();
	}

	@Override
	public @Nullable String callSite() {
		Caller current = this.owner;
		CallTrack track = (current != null) ? current.track() : null;
		return (track != null) ? track.callSite() : null;
	}

	@Override
	public String toString() {
		return this.slot + " " + this.channel;
	}

}
