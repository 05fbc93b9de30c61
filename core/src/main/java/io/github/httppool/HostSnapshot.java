package io.github.httppool;

/**
 * What a pool holds for one remote host, at one moment.
 *
 * @param host host and port
 * @param active connections leased to calls
 * @param idle open connections that wait for a call
 * @param connecting connections being opened
 * @param pending callers waiting for a connection
 * @param maxConnections limit of connections to this host
 */
public record HostSnapshot(String host, int active, int idle, int connecting, int pending, int maxConnections) {

}
