package io.github.httppool;

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
 */
public record HostSnapshot(String host, int active, int idle, int connecting, int pending, int maxConnections,
		@Nullable ConnectFailures connectFailures) {

}
