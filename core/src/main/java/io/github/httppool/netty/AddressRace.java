package io.github.httppool.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.httppool.AddressUse;
import io.github.httppool.pool.PoolEntry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.TransportConfig;

/**
 * The attempts of one dial to reach one of the addresses of a name. They begin one after
 * the other, without waiting for long for one that gets no answer, and the first TCP
 * connection wins (RFC 8305, section 5). Used on the event loop only, except for its
 * beginning.
 */
final class AddressRace {

	/** The Connection Attempt Delay that RFC 8305, section 8, recommends. */
	static final long ATTEMPT_DELAY_MILLIS = 250;

	/**
	 * Each has a socket of its own: a host with many addresses, none of which answers,
	 * must not use up the descriptors of the process.
	 */
	private static final int MAX_AT_ONCE = 3;

	private final ReactorHttpPool pool;

	private final PoolEntry entry;

	private final Dial dial;

	private final DialLane first;

	private final boolean overtaken;

	private final boolean throughProxy;

	// Whose addresses they are.
	private final String name;

	// What the name has been resolved to, in the order of the attempts; none if the dial
	// does not resolve one.
	private List<SocketAddress> order = List.of();

	// In the order of their attempts.
	private final Set<SocketAddress> taken = new LinkedHashSet<>();

	private final Map<SocketAddress, Throwable> failures = new LinkedHashMap<>();

	// Why an address could not even be tried.
	private @Nullable Throwable notBegun;

	private int lanes = 1;

	private @Nullable EventLoop eventLoop;

	private @Nullable Future<?> nextAttempt;

	private @Nullable SocketAddress winner;

	private boolean over;

	AddressRace(ReactorHttpPool pool, PoolEntry entry, Dial dial, TransportConfig config, SocketAddress remote,
			@Nullable ProxyHop proxy) {
		this.pool = pool;
		this.entry = entry;
		this.dial = dial;
		this.first = new DialLane(pool, dial, this, config, remote, proxy, null);
		this.throughProxy = proxy != null;
		this.name = (proxy != null) ? Addresses.literal(proxy.address()) : entry.host();
		this.overtaken = pool.settings().names().addresses() == AddressUse.ALL;
	}

	/**
	 * Begins with the first lane.
	 * @param remote where to
	 * @param resolver finds the addresses
	 * @param isName whether the pool is to choose among them
	 * @param taken the event loop, or {@code null} for any of the client's
	 */
	void begin(SocketAddress remote, AddressResolverGroup<?> resolver, boolean isName, @Nullable EventLoop taken) {
		this.first.begin(remote, isName ? new OrderedResolverGroup(resolver, this::resolved) : resolver, taken);
	}

	private List<SocketAddress> resolved(List<SocketAddress> answer) {
		this.order = this.pool.engine().order(this.entry, answer, this.pool.now());
		return this.order;
	}

	// Who goes next

	boolean tries(DialLane lane, SocketAddress address, EventLoop loop) {
		this.eventLoop = loop;
		if (this.order.isEmpty()) {
			return true;
		}
		if (this.over || (!lane.overtakes() && !this.taken.add(address))) {
			return false;
		}
		this.pool.engine().dialsTo(this.entry, address);
		scheduleNext(loop);
		return true;
	}

	private void scheduleNext(EventLoop loop) {
		cancelNext();
		if (this.overtaken && this.lanes < MAX_AT_ONCE && nextAddress() != null) {
			this.nextAttempt = loop.schedule(() -> EventLoopDelay.afterNextRead(loop, this::tryNext),
					ATTEMPT_DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void cancelNext() {
		Future<?> next = this.nextAttempt;
		if (next != null) {
			next.cancel(false);
		}
	}

	private @Nullable SocketAddress nextAddress() {
		for (SocketAddress address : this.order) {
			if (!this.taken.contains(address)) {
				return address;
			}
		}
		return null;
	}

	private void tryNext() {
		SocketAddress address = nextAddress();
		EventLoop loop = this.eventLoop;
		if (!this.over && !this.dial.isOver() && address != null && loop != null) {
			this.taken.add(address);
			this.lanes++;
			this.first.overtake(address, loop);
		}
	}

	// How they end

	/**
	 * A TCP connection is there.
	 * @return whether it is the first
	 */
	boolean reached(SocketAddress address, Channel channel) {
		if (this.over) {
			return false;
		}
		end();
		if (!this.order.isEmpty()) {
			this.winner = address;
			this.pool.engine().dialsTo(this.entry, address);
			overtaken(address);
		}
		this.dial.reached(channel);
		return true;
	}

	/**
	 * An address that has been overtaken may be slow only, which is found out without a
	 * call that waits for it.
	 */
	private void overtaken(SocketAddress winner) {
		for (SocketAddress address : this.taken) {
			if (address.equals(winner)) {
				return;
			}
			if (!this.failures.containsKey(address)) {
				this.pool.engine().unreachable(this.entry, address, this.pool.now());
			}
		}
	}

	/**
	 * No TCP connection could be opened to an address. That the system has found no local
	 * one for it says nothing of the address.
	 */
	void failed(SocketAddress address, Throwable cause) {
		if (!this.over && !this.dial.isOver() && !this.order.isEmpty()) {
			this.failures.put(address, cause);
			if (cause instanceof IOException && !NoLocalAddress.isCauseOf(cause)) {
				this.pool.engine().unreachable(this.entry, address, this.pool.now());
			}
		}
	}

	/**
	 * A lane could not even begin to try an address, which it leaves to the others.
	 * @param address the address, or {@code null} if none has been taken for it
	 * @param cause why
	 */
	void couldNotBegin(@Nullable SocketAddress address, Throwable cause) {
		this.notBegun = cause;
		this.taken.remove(address);
	}

	/**
	 * A lane has come to its end without a connection. None follows one that could not
	 * begin, as it could not either.
	 */
	void ended(DialLane lane, Throwable cause) {
		this.lanes--;
		if (this.over) {
			return;
		}
		if (lane.overtakes() && this.notBegun == null) {
			tryNext();
		}
		if (this.lanes == 0) {
			end();
			this.dial.failed(failure(cause));
		}
	}

	/**
	 * There are no further attempts.
	 */
	void end() {
		this.over = true;
		cancelNext();
	}

	/**
	 * The connection that was the first could not be made ready: the TLS handshake has
	 * failed, for one. With a proxy in between, that may be the target's fault.
	 */
	void winnerFailed(Throwable cause) {
		SocketAddress address = this.winner;
		if (address != null && !this.throughProxy && cause instanceof IOException) {
			this.pool.engine().unusable(this.entry, address, this.pool.now());
		}
	}

	/**
	 * Returns what the dial fails with: what the last address has failed with, in words
	 * that name all. What has kept it from trying one of them comes first: it concerns
	 * this machine.
	 */
	private Throwable failure(Throwable cause) {
		Throwable kept = this.notBegun;
		if (kept != null && !this.failures.keySet().containsAll(this.order)) {
			return kept;
		}
		if (this.failures.size() < 2) {
			return this.failures.isEmpty() ? cause : this.failures.values().iterator().next();
		}
		List<Throwable> causes = new ArrayList<>(this.failures.values());
		Throwable last = causes.remove(causes.size() - 1);
		if (!(last instanceof IOException shared)) {
			return last;
		}
		IOException failure = OwnFailure.of(shared,
				"none of %d addresses of %s could be reached: %s".formatted(this.failures.size(), this.name,
						this.failures.entrySet()
							.stream()
							.map((failed) -> words(failed.getKey(), failed.getValue()))
							.collect(Collectors.joining("; "))));
		causes.forEach(failure::addSuppressed);
		return failure;
	}

	private static String words(SocketAddress address, Throwable failure) {
		String literal = Addresses.literal(address);
		String message = (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getSimpleName();
		return message.contains(literal) ? message : literal + " (" + message + ")";
	}

}
