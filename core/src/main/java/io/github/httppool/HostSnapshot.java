package io.github.httppool;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a pool holds for one remote host, at one moment.
 *
 * @param host host and port
 * @param active connections leased to calls
 * @param idle open connections that wait for a call
 * @param connecting connections being opened
 * @param pending callers waiting for a connection
 * @param maxConnections limit of connections to this host
 * @param connectFailures attempts to connect that have failed of late, with no connection
 * left and none opened since, or {@code null} if there are none
 * @param learnedKeepAlive after how long the server closes an idle connection, to a tenth
 * of a second, as learned from its closes, or {@code null} if that is not known
 * @param learnedMaxRequests after how many requests the server closes a connection
 * without saying so, as learned from its closes, or {@code null} if that is not known
 * @param addresses the addresses of its name that connections were opened to or may be,
 * each with its share; empty if the host was given by address, is reached through a
 * proxy, or no name was resolved yet
 * @param minIdle connections that are kept ready, or {@code null} if none are
 * @param streaming of the active connections, those that long-lived calls have
 */
public record HostSnapshot(String host, int active, int idle, int connecting, int pending, int maxConnections,
		@Nullable ConnectFailures connectFailures, @Nullable Duration learnedKeepAlive,
		@Nullable Long learnedMaxRequests, List<AddressSnapshot> addresses, @Nullable Integer minIdle, int streaming) {

	/**
	 * Keeps a copy of the addresses.
	 */
	public HostSnapshot {
		addresses = List.copyOf(addresses);
	}

	/**
	 * Creates the figures of a host without those of its addresses, none of whose
	 * connections are kept ready.
	 * @param host host and port
	 * @param active connections leased to calls
	 * @param idle open connections that wait for a call
	 * @param connecting connections being opened
	 * @param pending callers waiting for a connection
	 * @param maxConnections limit of connections to this host
	 * @param connectFailures attempts to connect that have failed of late
	 * @param learnedKeepAlive after how long the server closes an idle connection
	 * @param learnedMaxRequests after how many requests the server closes a connection
	 */
	public HostSnapshot(String host, int active, int idle, int connecting, int pending, int maxConnections,
			@Nullable ConnectFailures connectFailures, @Nullable Duration learnedKeepAlive,
			@Nullable Long learnedMaxRequests) {
		this(host, active, idle, connecting, pending, maxConnections, connectFailures, learnedKeepAlive,
				learnedMaxRequests, List.of(), null, 0);
	}

	/**
	 * Creates the figures of a host of whose server nothing was learned.
	 * @param host host and port
	 * @param active connections leased to calls
	 * @param idle open connections that wait for a call
	 * @param connecting connections being opened
	 * @param pending callers waiting for a connection
	 * @param maxConnections limit of connections to this host
	 * @param connectFailures attempts to connect that have failed of late
	 */
	public HostSnapshot(String host, int active, int idle, int connecting, int pending, int maxConnections,
			@Nullable ConnectFailures connectFailures) {
		this(host, active, idle, connecting, pending, maxConnections, connectFailures, null, null);
	}

}
