package io.github.httppool.jfr;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.LeakKind;

/**
 * Hears of closes and leaks, and writes their events. These have no duration, so nothing
 * needs to be known of them before.
 */
final class JfrListener implements HttpPoolListener {

	@Override
	public void closed(Closed event) {
		CloseEvent written = new CloseEvent();
		if (written.isEnabled()) {
			written.write(event);
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
		LeakEvent written = new LeakEvent();
		if (written.isEnabled()) {
			written.write(kind, event);
		}
	}

}
