package io.github.httppool.e2e;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts sockets where nobody can be fooled: at the server. Several servers may share
 * one.
 */
final class SocketCounter {

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger peak = new AtomicInteger();

	private final AtomicInteger accepted = new AtomicInteger();

	void opened() {
		this.accepted.incrementAndGet();
		this.peak.accumulateAndGet(this.open.incrementAndGet(), Math::max);
	}

	void closed() {
		this.open.decrementAndGet();
	}

	/**
	 * Sockets open now.
	 */
	int open() {
		return this.open.get();
	}

	/**
	 * Most sockets open at one time.
	 */
	int peak() {
		return this.peak.get();
	}

	/**
	 * Sockets ever accepted.
	 */
	int accepted() {
		return this.accepted.get();
	}

	@Override
	public String toString() {
		return "%d open, %d at most, %d accepted".formatted(open(), peak(), accepted());
	}

}
