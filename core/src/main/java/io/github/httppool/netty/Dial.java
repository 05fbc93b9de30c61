package io.github.httppool.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolState;
import io.github.httppool.call.DialTimes;
import io.github.httppool.jfr.DialEvent;
import io.github.httppool.jfr.JfrEvents;
import io.github.httppool.pool.DialPhase;
import io.github.httppool.pool.DialProgress;
import io.github.httppool.pool.PendingDial;
import io.github.httppool.pool.PoolEntry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.ClientTransportConfig;
import reactor.netty.transport.ProxyProvider;
import reactor.netty.transport.TransportConfig;

/**
 * Opens a connection: DNS, TCP, TLS and codecs by Reactor Netty. An {@link AddressRace}
 * may try several addresses, each with a channel of its own. Ends once, with a connection
 * that is ready or an error and no socket.
 *
 * <p>
 * Fields without a note are accessed on the event loop only.
 */
final class Dial implements PendingDial {

	private final ReactorHttpPool pool;

	private final PoolEntry entry;

	private final long begunAt;

	private final DialTimes times;

	private final DialTrace trace = new DialTrace();

	// Written on the event loop, read anywhere.
	private volatile DialProgress progress;

	// Those that are not closed. Written on the event loop, read anywhere.
	private final Set<Channel> open = ConcurrentHashMap.newKeySet(1);

	// The first TCP connection.
	private @Nullable Channel reached;

	// Until the dial is over, as it leads to the call.
	private volatile @Nullable AddressRace race;

	// Written before the dial begins.
	private NameLookups.@Nullable Name name;

	// If there is a proxy.
	private @Nullable ProxyTunnel tunnel;

	// Written on the event loop, read anywhere.
	private volatile @Nullable PooledConnection established;

	// No other address is tried: the dial ends with the channel. Written and read
	// anywhere, like the error.
	private volatile boolean lastAttempt;

	// If it is one of ours. Written before the dial begins, read anywhere.
	private volatile @Nullable EventLoop eventLoop;

	// What TLS is spoken with, if any. Written before the dial begins, read anywhere.
	private volatile @Nullable SslContext tls;

	private final AtomicBoolean ended = new AtomicBoolean();

	// Written before the dial begins, read anywhere.
	private volatile @Nullable Disposable overdue;

	// Nobody needs the connection any more. Written and read anywhere.
	private volatile boolean cancelled;

	// What went wrong first.
	private volatile @Nullable Throwable error;

	// The last address for which this machine has no local one or no port.
	private @Nullable NoLocalAddress withoutLocal;

	private boolean failedOtherwise;

	// If a recording wants it.
	private final @Nullable DialEvent recorded = JfrEvents.dial();

	Dial(ReactorHttpPool pool, PoolEntry entry) {
		this.pool = pool;
		this.entry = entry;
		this.begunAt = pool.now();
		this.times = new DialTimes(this.begunAt);
		this.progress = new DialProgress(DialPhase.EVENT_LOOP, entry.host(), this.begunAt);
		if (this.recorded != null) {
			this.recorded.begin(pool.name(), entry.host(), entry.id());
		}
	}

	/**
	 * Hears from which call the dial is, if that is traced.
	 */
	DialTrace trace() {
		return this.trace;
	}

	/**
	 * Begins. What it dials with belongs to the call that wants the connection, down to
	 * the body of its request, and must not be kept as long as the connection.
	 * @param config the client's configuration
	 * @param remote where to
	 * @param resolver finds the address, or that of the proxy
	 * @param proxy the proxy that the pool has for it, if any
	 */
	void begin(TransportConfig config, SocketAddress remote, AddressResolverGroup<?> resolver,
			@Nullable ProxyHop proxy) {
		HttpPoolSettings.Timeouts timeouts = this.pool.settings().timeouts();
		this.tls = tlsOf(config);
		Disposable timer = this.pool.after(timeouts.dns().plus(timeouts.connect()), this::failUnlessConnecting);
		this.overdue = timer;
		try {
			EventLoop taken = this.pool.takeEventLoop(config.loopResources());
			this.eventLoop = taken;
			SocketAddress firstHop = (proxy != null) ? proxy.address() : remote;
			boolean named = isName(config, firstHop, resolver);
			this.name = named ? new NameLookups.Name(firstHop, resolver) : null;
			AddressRace begun = new AddressRace(this.pool, this.entry, this, config, remote, proxy);
			this.race = begun;
			begun.begin(firstHop, resolver, named, taken);
		}
		catch (Throwable ex) {
			timer.dispose();
			releaseEventLoop();
			throw ex;
		}
	}

	private static @Nullable SslContext tlsOf(TransportConfig config) {
		SslProvider provider = (config instanceof HttpClientConfig client) ? client.sslProvider() : null;
		return (provider != null) ? provider.getSslContext() : null;
	}

	/**
	 * Returns what a connection keeps of this dial, whose channel exists.
	 */
	Origin origin() {
		return new Origin(this.times, this.name, this.tls, this.eventLoop);
	}

	/**
	 * Returns whether the connection speaks TLS by a context.
	 */
	boolean isSecuredBy(SslContext context) {
		return this.tls == context;
	}

	/**
	 * Whether the pool is to choose among the addresses: those of a host that a proxy
	 * connects to are its own affair.
	 */
	private static boolean isName(TransportConfig config, SocketAddress remote, AddressResolverGroup<?> resolver) {
		ProxyProvider proxy = (config instanceof ClientTransportConfig<?> client) ? client.proxyProvider() : null;
		return remote instanceof InetSocketAddress inet && inet.isUnresolved()
				&& resolver != NoopAddressResolverGroup.INSTANCE && (proxy == null || !proxy.shouldProxy(remote));
	}

	private void releaseEventLoop() {
		EventLoop taken = this.eventLoop;
		if (taken != null) {
			this.pool.releaseEventLoop(taken);
		}
	}

	/**
	 * Every phase has a limit of its own but those before the first address: a resolver
	 * of the application may never answer, and Reactor Netty tells nobody when a supplier
	 * of local addresses throws.
	 */
	private void failUnlessConnecting() {
		DialProgress stuck = this.progress;
		if (stuck.phase() != DialPhase.EVENT_LOOP && stuck.phase() != DialPhase.DNS) {
			return;
		}
		long millis = TimeUnit.NANOSECONDS.toMillis(this.pool.now() - this.begunAt);
		note(new IOException("the dial to %s has not tried an address within %d ms: %s %s".formatted(this.entry.host(),
				millis, stuck.phase().words(), stuck.target())));
		closeAll();
	}

	/**
	 * Tries no other address. The dial ends with its last channel.
	 */
	private void closeAll() {
		this.lastAttempt = true;
		if (this.open.isEmpty()) {
			end();
		}
		else {
			closeOpen();
		}
	}

	/**
	 * Closes what is open. A connection that is ready by the time that its event loop can
	 * tell may have a call by then, which is not concerned.
	 */
	private void closeOpen() {
		for (Channel channel : this.open) {
			if (channel.eventLoop().inEventLoop()) {
				closeUnlessReady(channel);
				continue;
			}
			try {
				channel.eventLoop().execute(() -> closeUnlessReady(channel));
			}
			catch (RejectedExecutionException ex) {
				// The event loops are shut down, and the channel with them.
			}
		}
	}

	private void closeUnlessReady(Channel channel) {
		PooledConnection ready = this.established;
		if (ready == null || ready.channel() != channel) {
			channel.close();
		}
	}

	private void stopTimer() {
		Disposable timer = this.overdue;
		if (timer != null) {
			timer.dispose();
			this.overdue = null;
		}
	}

	// How far it has come

	@Override
	public DialProgress progress() {
		return this.progress;
	}

	/**
	 * Returns when it has come into which phase.
	 */
	DialTimes times() {
		return this.times;
	}

	void enters(DialPhase phase, SocketAddress target) {
		stopTimer();
		enters(phase, Addresses.literal(target));
	}

	void enters(DialPhase phase, String target) {
		long now = this.pool.now();
		this.progress = new DialProgress(phase, target, now);
		this.times.enters(phase.callPhase(), now);
	}

	/**
	 * The TLS handshake begins, and its timeout with it.
	 * @param tls the handshake
	 * @param with whom, in words
	 * @param target whose certificate is expected
	 */
	void handshakes(SslHandler tls, String with, SocketAddress target) {
		enters(DialPhase.TLS, target);
		Channel handshaking = Objects.requireNonNull(this.reached);
		long millis = this.pool.settings().timeouts().tlsHandshake().toMillis();
		limit(tls.handshakeFuture(), handshaking, millis,
				(late) -> broke(handshaking,
						new SslHandshakeTimeoutException("TLS handshake with %s timed out after %d ms%s".formatted(with,
								millis, EventLoopDelay.describe(late)))));
	}

	/**
	 * Limits how long a phase may take.
	 * @param phase ends with the phase
	 * @param phaseChannel where it takes place
	 * @param millis the limit
	 * @param onTimeout is told how many nanoseconds late the event loop was, if the phase
	 * has not ended in time
	 */
	void limit(Future<?> phase, Channel phaseChannel, long millis, LongConsumer onTimeout) {
		PhaseLimit.set(phase, phaseChannel.eventLoop(), millis, this.pool::now, onTimeout);
	}

	long now() {
		return this.pool.now();
	}

	void goesThrough(ProxyTunnel newTunnel) {
		this.tunnel = newTunnel;
	}

	// Its channels

	PoolEntry entry() {
		return this.entry;
	}

	/**
	 * A channel is about to be set up.
	 * @return whether it may be: the dial was cancelled before it had begun, or when
	 * Reactor Netty goes on, otherwise
	 */
	boolean opens(Channel channel) {
		this.open.add(channel);
		if (!this.lastAttempt) {
			return true;
		}
		awaitClose(channel);
		channel.close();
		return false;
	}

	/**
	 * No connection will be made of a channel.
	 */
	void awaitClose(Channel channel) {
		channel.closeFuture().addListener((close) -> closed(channel));
	}

	/**
	 * Whether no other address is tried.
	 */
	boolean isOver() {
		return this.lastAttempt;
	}

	/**
	 * The first TCP connection is there, TLS may still fail. The others are closed. It
	 * may have closed just before that was told.
	 */
	void reached(Channel first) {
		this.reached = first;
		this.withoutLocal = null;
		this.lastAttempt = true;
		for (Channel other : this.open) {
			if (other != first) {
				other.close();
			}
		}
		if (this.open.isEmpty()) {
			end();
		}
	}

	/**
	 * The connection is ready for a call: connected, handshake done, codecs in place.
	 */
	void ready(PooledConnection connection) {
		DialWatch.end(connection.channel().pipeline());
		PooledPipeline.forgetFirstCall(connection);
		this.established = connection;
		this.race = null;
		this.pool.sockets().opened(this.entry.id(), this.entry.host(), connection.channel());
		long now = this.pool.now();
		this.times.end(now);
		record(null);
		this.pool.engine().connected(this.entry, connection, now);
		tellTrace(null, now);
		if (this.open.size() == 1) {
			// Its own channel: all others are closed.
			connection.opened();
		}
	}

	private void record(@Nullable Throwable failure) {
		if (this.recorded != null) {
			this.recorded.end(this.times.durations(), failure);
		}
	}

	// How it fails

	/**
	 * No address could be reached, or there is none. Reactor Netty has closed its
	 * channel, unless code of the application has thrown.
	 */
	void failed(Throwable cause) {
		note(cause);
		closeAll();
	}

	/**
	 * An address could not be reached.
	 * @param address where to
	 * @param local where from, if the client has said
	 * @param cause why
	 */
	void notReached(SocketAddress address, @Nullable SocketAddress local, Throwable cause) {
		if (NoLocalAddress.isCauseOf(cause) && address instanceof InetSocketAddress inet) {
			this.withoutLocal = new NoLocalAddress(inet, local);
		}
		else {
			this.failedOtherwise = true;
		}
	}

	/**
	 * Something went wrong after the TCP connection was there.
	 */
	void broke(Channel channel, Throwable cause) {
		if (this.reached == null || channel == this.reached) {
			note(cause);
		}
		channel.close();
	}

	@Override
	public void cancel() {
		if (this.error == null) {
			this.error = new IOException(
					"the dial to %s was cancelled, as pool '%s' is %s".formatted(this.entry.host(), this.pool.name(),
							(this.pool.engine().drains().state() == PoolState.CLOSED) ? "closed" : "drained"));
		}
		this.cancelled = true;
		this.lastAttempt = true;
		closeOpen();
	}

	/**
	 * What goes wrong before the proxy has connected us is the proxy's.
	 */
	private void note(Throwable cause) {
		if (this.error == null) {
			Throwable reason = CallError.ofTls(cause, this.entry.host());
			this.error = (this.tunnel != null) ? this.tunnel.failure(reason) : reason;
		}
	}

	/**
	 * A channel closed. An address that could not be reached does not end the dial, as
	 * the next one is tried or the last one reported.
	 */
	void closed(Channel channel) {
		this.open.remove(channel);
		if (!this.open.isEmpty()) {
			return;
		}
		PooledConnection connection = this.established;
		if (connection == null) {
			if (this.lastAttempt) {
				end();
			}
		}
		else if (this.ended.compareAndSet(false, true)) {
			connection.freeSlot();
		}
	}

	private void end() {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		stopTimer();
		releaseEventLoop();
		note(new IOException(
				"%s closed the connection before it was ready, TLS handshake included".formatted(this.entry.host())));
		Throwable why = Objects.requireNonNull(this.error);
		endRace(why);
		long now = this.pool.now();
		this.times.end(now);
		record(why);
		tellPool(why, now);
		tellTrace(why, now);
	}

	private void tellPool(Throwable why, long now) {
		NoLocalAddress missing = this.withoutLocal;
		if (missing != null && !this.failedOtherwise && !this.cancelled) {
			// Counting the ports may block.
			if (!this.pool.offload(() -> failedBeforeHost(explained(why, missing)))) {
				failedBeforeHost(why);
			}
		}
		else if (this.progress.phase() == DialPhase.EVENT_LOOP) {
			failedBeforeHost(why);
		}
		else {
			this.pool.engine().dialFailed(this.entry, why, now);
		}
	}

	/**
	 * An explanation that fails must not keep the dial's slot.
	 */
	private Throwable explained(Throwable why, NoLocalAddress missing) {
		try {
			return this.pool.explainNoLocal(why, missing);
		}
		catch (Throwable ex) {
			why.addSuppressed(ex);
			return why;
		}
	}

	private void tellTrace(@Nullable Throwable failure, long now) {
		this.trace.tell(this.pool.name(), this.entry, this.times, this.begunAt, now, failure);
	}

	private void failedBeforeHost(Throwable why) {
		this.pool.engine().dialFailedBeforeHost(this.entry, why, this.pool.now());
	}

	private void endRace(Throwable why) {
		AddressRace begun = this.race;
		this.race = null;
		if (begun != null && !this.cancelled) {
			begun.winnerFailed(why);
		}
	}

}
