package io.github.httppool;

/**
 * How the connections that all instances of the application may have together are divided
 * among them, for one pool.
 *
 * @param replicas by how many instances they are divided
 * @param discovered whether the instances were counted by service discovery, rather than
 * configured
 * @param maxConnections connections per remote host over all instances
 */
public record FleetSnapshot(int replicas, boolean discovered, int maxConnections) {

}
