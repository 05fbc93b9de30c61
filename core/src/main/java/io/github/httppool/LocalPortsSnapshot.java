package io.github.httppool;

/**
 * The local ports of connections to one remote address. A connection needs a port that no
 * other one to the same address has, and a closed one keeps its port for a minute.
 *
 * @param open sockets to that address that are open
 * @param timeWait sockets to that address that are closed and keep their ports
 * @param first the first port that the system gives to connections
 * @param last the last one
 */
public record LocalPortsSnapshot(int open, int timeWait, int first, int last) {

	/**
	 * Returns how many ports there are.
	 * @return the size of the range
	 */
	public int range() {
		return this.last - this.first + 1;
	}

}
