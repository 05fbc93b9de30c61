package io.github.httppool;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A pool of HTTP connections, shared by the clients that run on it. All methods may be
 * called from any thread and do not block.
 */
public interface HttpPool {

	/** Name of the pool that all clients share unless they have one of their own. */
	String DEFAULT = "default";

	/**
	 * Returns the pool's name.
	 * @return the name, as in {@code httppool.clients.<name>}
	 */
	String name();

	/**
	 * Returns the settings in force, which {@link #resize(int)} may have changed.
	 * @return the effective settings
	 */
	HttpPoolSettings settings();

	/**
	 * Returns the pool's state and counters.
	 * @return a consistent view at this moment
	 */
	PoolSnapshot snapshot();

	/**
	 * Returns what has happened in the pool within the last minute.
	 * @return the figures of that time
	 */
	RecentSnapshot recent();

	/**
	 * Returns how large the pool should be, and what else stands out, as seen from the
	 * calls of the last five minutes.
	 * @return the advice of this moment, which may have nothing to say
	 */
	PoolAdvice advice();

	/**
	 * Returns how the pool is, at this moment and within the last minute.
	 * @return one line and how bad it is
	 */
	PoolSummary summary();

	/**
	 * Returns the pool's figures and what they mean, from one reading.
	 * @return what {@link #snapshot()}, {@link #recent()}, {@link #summary()} and
	 * {@link #advice()} return, about the same moment
	 */
	PoolCondition condition();

	/**
	 * Returns how busy the pool is: the part of {@link #snapshot()} that is cheap enough
	 * to read often.
	 * @return the figures of this moment
	 */
	default LoadSnapshot load() {
		PoolSnapshot pool = snapshot();
		int busiestHost = pool.hosts().stream().mapToInt((host) -> host.active() + host.connecting()).max().orElse(0);
		return new LoadSnapshot(pool.active(), pool.upgraded(), pool.idle(), pool.connecting(), pool.pending(),
				busiestHost, pool.maxConnections(), pool.streaming());
	}

	/**
	 * Returns how busy one remote host is.
	 * @param host host and port, as in {@link HostSnapshot#host()}
	 * @return the figures at this moment, all of them 0 if the pool has no connections to
	 * that host and no callers waiting for it
	 */
	default LoadSnapshot load(String host) {
		List<HostSnapshot> hosts = snapshot().hosts().stream().filter((it) -> it.host().equals(host)).toList();
		int active = hosts.stream().mapToInt(HostSnapshot::active).sum();
		int connecting = hosts.stream().mapToInt(HostSnapshot::connecting).sum();
		return new LoadSnapshot(active, 0, hosts.stream().mapToInt(HostSnapshot::idle).sum(), connecting,
				hosts.stream().mapToInt(HostSnapshot::pending).sum(), active + connecting,
				settings().pool().maxConnections(), hosts.stream().mapToInt(HostSnapshot::streaming).sum());
	}

	/**
	 * Returns the pool's connections, including those being opened.
	 * @return a row for each connection, oldest first
	 */
	List<ConnectionSnapshot> connections();

	/**
	 * Returns the leaks found in the pool.
	 * @return the figures of this moment
	 */
	LeaksSnapshot leaks();

	/**
	 * Returns what has happened in the pool of late: what went wrong, and a sample of
	 * what went well.
	 * @return the events that are kept, newest first
	 */
	default EventsSnapshot events() {
		return EventsSnapshot.NONE;
	}

	/**
	 * Logs what the pool's HTTP/1.1 connections send and receive, those that are open
	 * already too: heads and the beginnings of bodies, without TLS, and without what
	 * looks like a secret. Lines are written by the logger
	 * {@code io.github.httppool.wire}, with level INFO. This ends by itself, and replaces
	 * a wire log of the pool that is on.
	 * @param time for how long, at most 10 minutes; zero switches it off
	 * @param host a host such as {@code api.example}, or host and port such as
	 * {@code api.example:443}; {@code null} for all hosts
	 * @throws IllegalArgumentException if the time is out of range, or the host is none
	 */
	default void wireLog(Duration time, @Nullable String host) {
		throw new UnsupportedOperationException(getClass().getName() + " has no wire log");
	}

	/**
	 * Returns the wire log that is on.
	 * @return until when it is on, nothing if it is off
	 */
	default Optional<WireLogSnapshot> wireLog() {
		return Optional.empty();
	}

	/**
	 * Changes the limit of connections per remote host at once. A higher limit lets
	 * waiting callers proceed immediately; a lower one closes idle connections now and
	 * active ones when their calls end. It lasts until another limit is configured for
	 * the pool while it runs, or its share of a limit of the fleet changes.
	 * @param maxConnections the new limit, at least 1 and at most the application's total
	 * @throws IllegalArgumentException if the limit is out of range
	 */
	void resize(int maxConnections);

	/**
	 * Closes the connections that are idle now.
	 * @return how many were closed
	 */
	int evictIdle();

	/**
	 * Opens connections to a server, so that the next calls of the pool's clients find
	 * them: TCP and TLS are done, no request is sent, and they are idle. Only as many are
	 * opened as there are not idle or being opened, and as the limits leave room for;
	 * nothing gives way to them, and callers who wait go first. They are not opened anew
	 * once they are used or closed.
	 * @param uri an absolute http or https URI, of which scheme, host and port count
	 * @param connections how many are to be idle, from 1 to the limit of idle connections
	 * @return completes, on any thread, with how many are idle once the last one is open
	 * or has failed; exceptionally with why one has failed if there are fewer than asked
	 * for, or with an {@link IllegalStateException} if the pool is drained or closed
	 * @throws IllegalArgumentException if the URI is of another kind, or the number is
	 * out of range
	 */
	CompletionStage<Integer> warmUp(URI uri, int connections);

	/**
	 * Takes the pool out of use, for at most the drain timeout of its pools
	 * ({@code httppool.shutdown.drain-timeout}), as {@link #drain(Duration)} does.
	 * @return completes with what has become of the calls
	 */
	CompletionStage<DrainReceipt> drain();

	/**
	 * Takes the pool out of use, until {@link #resume()}. From now on new calls are
	 * refused with a {@link PoolClosedException}. Calls under way finish, with their
	 * redirects and further attempts; those that wait for a connection get one. Idle
	 * connections are closed, now and as they are returned. Event streams and upgraded
	 * connections, which would never end, are ended at once. When no call is under way
	 * any more, or the time is up and the remaining ones have been aborted, the pool is
	 * {@link PoolState#DRAINED}.
	 * <p>
	 * If the pool has been taken out before, this joins that drain, and its timeout
	 * remains; if it is over, its receipt is returned.
	 * @param timeout how long calls under way may take, zero to abort them at once
	 * @return completes with what has become of the calls, on any thread, and early upon
	 * {@link #resume()} or when the pools are closed; exceptionally with an
	 * {@link IllegalStateException} if they were closed before
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	CompletionStage<DrainReceipt> drain(Duration timeout);

	/**
	 * Takes the pool back into use: it serves calls from now on. A drain under way ends
	 * with the figures of this moment. Does nothing if the pool is in use.
	 * @throws IllegalStateException if the pool is closed
	 */
	void resume();

}
