package io.github.httppool.netty;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

/**
 * Spreads connections over event loops: a new one gets the event loop that has the
 * fewest, in turns among equals. Left to themselves connections gather where calls are
 * made, and one event loop does the work of all. Thread-safe.
 */
final class ConnectionSpread {

	private final EventLoop[] eventLoops;

	private final Map<EventLoop, AtomicInteger> connections = new ConcurrentHashMap<>();

	private final AtomicInteger turn = new AtomicInteger();

	ConnectionSpread(EventLoopGroup group) {
		this.eventLoops = StreamSupport.stream(group.spliterator(), false)
			.map(EventLoop.class::cast)
			.toArray(EventLoop[]::new);
		for (EventLoop eventLoop : this.eventLoops) {
			this.connections.put(eventLoop, new AtomicInteger());
		}
	}

	/**
	 * Takes a place for a connection.
	 * @return its event loop, to be {@linkplain #release released} when the connection is
	 * closed
	 */
	EventLoop take() {
		int start = Math.floorMod(this.turn.getAndIncrement(), this.eventLoops.length);
		EventLoop emptiest = this.eventLoops[start];
		for (int i = 1; i < this.eventLoops.length; i++) {
			EventLoop other = this.eventLoops[(start + i) % this.eventLoops.length];
			if (connectionsOf(other).get() < connectionsOf(emptiest).get()) {
				emptiest = other;
			}
		}
		connectionsOf(emptiest).incrementAndGet();
		return emptiest;
	}

	void release(EventLoop eventLoop) {
		connectionsOf(eventLoop).decrementAndGet();
	}

	private AtomicInteger connectionsOf(EventLoop eventLoop) {
		return Objects.requireNonNull(this.connections.get(eventLoop));
	}

}
