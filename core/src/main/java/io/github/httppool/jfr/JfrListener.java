package io.github.httppool.jfr;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.LeakKind;

/**
 * Hears of closes and leaks, and writes their events. These have no duration, so nothing
 * needs to be known of them before.
 */
final class JfrListener implements HttpPoolListener {

	// Whether an event is enabled can only be asked of an event.

	private static final CloseEvent CLOSE = new CloseEvent();

	private static final LeakEvent LEAK = new LeakEvent();

	@Override
	public void closed(Closed event) {
		if (CLOSE.isEnabled()) {
			new CloseEvent().write(event);
		}
	}

	@Override
	public void leakSuspected(Leak event) {
		write(LeakKind.SUSPECTED, event);
	}

	@Override
	public void leakConfirmed(Leak event) {
		write(LeakKind.CONFIRMED, event);
	}

	@Override
	public void leakReclaimed(Leak event) {
		write(LeakKind.RECLAIMED, event);
	}

	private static void write(LeakKind kind, Leak event) {
		if (LEAK.isEnabled()) {
			new LeakEvent().write(kind, event);
		}
	}

}
