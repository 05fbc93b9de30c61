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
		JfrEvents.closed(event);
	}

	@Override
	public void leakSuspected(Leak event) {
		JfrEvents.leaked(LeakKind.SUSPECTED, event);
	}

	@Override
	public void leakConfirmed(Leak event) {
		JfrEvents.leaked(LeakKind.CONFIRMED, event);
	}

	@Override
	public void leakReclaimed(Leak event) {
		JfrEvents.leaked(LeakKind.RECLAIMED, event);
	}

}
