package io.github.httppool.benchmarks.defaults;

import io.github.httppool.benchmarks.harness.ClientConnections;

/**
 * Counts the connections of this machine to a port again and again, and keeps the highest
 * number.
 */
final class PeakConnections implements AutoCloseable {

	private static final long INTERVAL_MILLIS = 20;

	private final ClientConnections connections;

	private final Thread counter = new Thread(this::count, "peak-connections");

	private volatile int peak;

	private volatile boolean closed;

	PeakConnections(int port) {
		this.connections = new ClientConnections(port);
		this.counter.setDaemon(true);
		this.counter.start();
	}

	private void count() {
		while (!this.closed) {
			this.peak = Math.max(this.peak, this.connections.count());
			try {
				Thread.sleep(INTERVAL_MILLIS);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	int peak() {
		return this.peak;
	}

	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		this.counter.join();
	}

}
