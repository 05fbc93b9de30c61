package io.github.httppool;

/**
 * How busy a pool, or one host of a pool, is at one moment. Cheap to read, however many
 * hosts there are.
 *
 * @param active connections leased to calls
 * @param upgraded of these, the connections that were upgraded to another protocol
 * @param idle open connections that wait for a call
 * @param connecting connections being opened
 * @param pending callers waiting for a connection
 * @param busiestHost connections, active or being opened, of the host with the most, or
 * of the one host
 * @param maxConnections limit of connections per remote host
 * @param streaming of the active connections, those that long-lived calls have, upgraded
 * ones included
 */
public record LoadSnapshot(int active, int upgraded, int idle, int connecting, int pending, int busiestHost,
		int maxConnections, int streaming) {

	/**
	 * Creates the figures of a pool, or a host, without long-lived calls.
	 * @param active connections leased to calls
	 * @param upgraded of these, the connections that were upgraded to another protocol
	 * @param idle open connections that wait for a call
	 * @param connecting connections being opened
	 * @param pending callers waiting for a connection
	 * @param busiestHost connections, active or being opened, of the host with the most
	 * @param maxConnections limit of connections per remote host
	 */
	public LoadSnapshot(int active, int upgraded, int idle, int connecting, int pending, int busiestHost,
			int maxConnections) {
		this(active, upgraded, idle, connecting, pending, busiestHost, maxConnections, upgraded);
	}

	/**
	 * Returns the share of its limit that the busiest host uses. Idle connections count
	 * as free.
	 * @return from 0 to 1; at 1, calls to that host have to wait. Also 1 while more
	 * connections are in use than a lowered limit allows
	 */
	public double utilization() {
		return Math.min(1, (double) this.busiestHost / this.maxConnections);
	}

}
