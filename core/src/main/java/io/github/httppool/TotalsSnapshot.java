package io.github.httppool;

/**
 * The connections of all pools of the application together, at one moment.
 *
 * @param connections open connections, active or idle
 * @param active connections leased to calls
 * @param idle open connections that wait for a call
 * @param connecting connections being opened
 * @param pending callers waiting for a connection
 * @param maxTotalConnections limit of connections over all pools and hosts
 */
public record TotalsSnapshot(int connections, int active, int idle, int connecting, int pending,
		int maxTotalConnections) {

}
