package io.github.httppool.benchmarks.callers;

import io.github.httppool.benchmarks.harness.ClientConnections;
import io.github.httppool.benchmarks.harness.JvmResources;

/**
 * What the JVM of a client holds at a moment.
 *
 * @param descriptors open files and sockets
 * @param connections those of them that are open connections to the server
 * @param heapMegabytes heap in use after the last garbage collection
 * @param residentMegabytes memory of the process
 */
public record Holdings(long descriptors, int connections, long heapMegabytes, long residentMegabytes) {

	static final String CSV_HEADER = "descriptors,connections,heap_mb,resident_mb";

	private static final long MEGABYTE = 1 << 20;

	static Holdings now(ClientConnections connections) {
		JvmResources resources = JvmResources.now();
		return new Holdings(resources.descriptors(), connections.count(), resources.heapAfterGc() / MEGABYTE,
				resources.resident() / MEGABYTE);
	}

	static Holdings parse(String[] columns, int from) {
		return new Holdings(Long.parseLong(columns[from]), Integer.parseInt(columns[from + 1]),
				Long.parseLong(columns[from + 2]), Long.parseLong(columns[from + 3]));
	}

	/**
	 * Returns the descriptors that no open connection explains: files, event loops, and
	 * sockets that should have been closed.
	 */
	public long otherDescriptors() {
		return this.descriptors - this.connections;
	}

	String toCsv() {
		return "%d,%d,%d,%d".formatted(this.descriptors, this.connections, this.heapMegabytes, this.residentMegabytes);
	}

}
